# Made from docs/iam by "npm run golden -- test/docs/infrastructure". See docs/infrastructure.md.

output "plan_role_arn" {
  value = aws_iam_role.plan.arn
}

output "monitor_role_arn" {
  value = aws_iam_role.monitor.arn
}

output "apply_role_arn" {
  value = one(aws_iam_role.apply[*].arn)
}
