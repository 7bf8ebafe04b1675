# Made from docs/iam by "npm run golden -- test/docs/infrastructure". See docs/infrastructure.md.

terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.81"
    }
  }
}

data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

locals {
  partition     = data.aws_partition.current.partition
  account       = data.aws_caller_identity.current.account_id
  oidc_provider = var.create_oidc_provider ? aws_iam_openid_connect_provider.github[0].arn : "arn:${local.partition}:iam::${local.account}:oidc-provider/token.actions.githubusercontent.com"
  places = {
    plan    = "pull_request"
    monitor = "ref:refs/heads/${var.default_branch}"
    apply   = var.environment == "" ? "ref:refs/heads/${var.default_branch}" : "environment:${var.environment}"
  }
  trusts = { for role, place in local.places : role => jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = local.oidc_provider
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
            "token.actions.githubusercontent.com:sub" = [
              "repo:${var.github_owner}/${var.github_repository}:${place}",
              "repo:${var.github_owner}@${var.github_owner_id}/${var.github_repository}@${var.github_repository_id}:${place}",
            ]
          }
        }
      },
    ]
  }) }
  policies = {
    plan = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid    = "ListAndMeasure"
          Effect = "Allow"
          Action = [
            "personalize:ListCampaigns",
            "personalize:ListRecommenders",
            "personalize:ListDatasetGroups",
            "personalize:ListSolutions",
            "cloudwatch:GetMetricData",
            "cloudwatch:ListMetrics",
            "cloudwatch:DescribeAlarms",
          ]
          Resource = "*"
        },
        {
          Sid    = "DescribeCampaigns"
          Effect = "Allow"
          Action = [
            "personalize:DescribeCampaign",
            "personalize:DescribeSolution",
            "personalize:DescribeSolutionVersion",
          ]
          Resource = [
            "arn:${local.partition}:personalize:*:${local.account}:campaign/*",
            "arn:${local.partition}:personalize:*:${local.account}:solution/*",
          ]
        },
        {
          Sid    = "ReadTags"
          Effect = "Allow"
          Action = "personalize:ListTagsForResource"
          Resource = [
            "arn:${local.partition}:personalize:*:${local.account}:campaign/*",
            "arn:${local.partition}:personalize:*:${local.account}:recommender/*",
          ]
        },
        {
          Sid    = "ReadAlarmsDashboardAndTopic"
          Effect = "Allow"
          Action = [
            "cloudwatch:ListTagsForResource",
            "cloudwatch:GetDashboard",
            "sns:GetTopicAttributes",
            "sns:ListSubscriptionsByTopic",
          ]
          Resource = [
            "arn:${local.partition}:cloudwatch:*:${local.account}:alarm:PersonalizeMonitor-*",
            "arn:${local.partition}:cloudwatch::${local.account}:dashboard/${var.dashboard_name}*",
            "arn:${local.partition}:sns:*:${local.account}:PersonalizeMonitorNotifications",
          ]
        },
      ]
    })
    monitor = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid    = "ListAndMeasure"
          Effect = "Allow"
          Action = [
            "personalize:ListCampaigns",
            "personalize:ListRecommenders",
            "personalize:ListDatasetGroups",
            "personalize:ListSolutions",
            "cloudwatch:GetMetricData",
            "cloudwatch:ListMetrics",
            "cloudwatch:DescribeAlarms",
          ]
          Resource = "*"
        },
        {
          Sid    = "DescribeCampaigns"
          Effect = "Allow"
          Action = [
            "personalize:DescribeCampaign",
            "personalize:DescribeSolution",
            "personalize:DescribeSolutionVersion",
          ]
          Resource = [
            "arn:${local.partition}:personalize:*:${local.account}:campaign/*",
            "arn:${local.partition}:personalize:*:${local.account}:solution/*",
          ]
        },
        {
          Sid    = "ReadTags"
          Effect = "Allow"
          Action = "personalize:ListTagsForResource"
          Resource = [
            "arn:${local.partition}:personalize:*:${local.account}:campaign/*",
            "arn:${local.partition}:personalize:*:${local.account}:recommender/*",
          ]
        },
        {
          Sid      = "PublishMetrics"
          Effect   = "Allow"
          Action   = "cloudwatch:PutMetricData"
          Resource = "*"
          Condition = {
            StringEquals = {
              "cloudwatch:namespace" = "PersonalizeMonitor"
            }
          }
        },
        {
          Sid    = "KeepAlarms"
          Effect = "Allow"
          Action = [
            "cloudwatch:ListTagsForResource",
            "cloudwatch:PutMetricAlarm",
            "cloudwatch:SetAlarmState",
            "cloudwatch:DeleteAlarms",
            "cloudwatch:TagResource",
          ]
          Resource = "arn:${local.partition}:cloudwatch:*:${local.account}:alarm:PersonalizeMonitor-*"
        },
        {
          Sid    = "KeepDashboard"
          Effect = "Allow"
          Action = [
            "cloudwatch:GetDashboard",
            "cloudwatch:PutDashboard",
            "cloudwatch:DeleteDashboards",
            "cloudwatch:TagResource",
          ]
          Resource = "arn:${local.partition}:cloudwatch::${local.account}:dashboard/${var.dashboard_name}*"
        },
        {
          Sid    = "KeepTopic"
          Effect = "Allow"
          Action = [
            "sns:GetTopicAttributes",
            "sns:CreateTopic",
            "sns:TagResource",
            "sns:SetTopicAttributes",
            "sns:ListSubscriptionsByTopic",
            "sns:Subscribe",
          ]
          Resource = "arn:${local.partition}:sns:*:${local.account}:PersonalizeMonitorNotifications"
        },
      ]
    })
    apply = jsonencode({
      Version = "2012-10-17"
      Statement = [for statement in [
        {
          Sid      = "LookAgain"
          Effect   = "Allow"
          Action   = "personalize:DescribeRecommender"
          Resource = "arn:${local.partition}:personalize:*:${local.account}:recommender/*"
        },
        {
          Sid    = "ChangeCampaigns"
          Effect = "Allow"
          Action = [
            "personalize:UpdateCampaign",
            "personalize:DeleteCampaign",
          ]
          Resource = "arn:${local.partition}:personalize:*:${local.account}:campaign/*"
        },
        {
          Sid    = "RecreateCampaigns"
          Effect = "Allow"
          Action = "personalize:CreateCampaign"
          Resource = [
            "arn:${local.partition}:personalize:*:${local.account}:campaign/*",
            "arn:${local.partition}:personalize:*:${local.account}:solution/*",
          ]
        },
        {
          Sid    = "ChangeRecommenders"
          Effect = "Allow"
          Action = [
            "personalize:UpdateRecommender",
            "personalize:StopRecommender",
            "personalize:StartRecommender",
          ]
          Resource = "arn:${local.partition}:personalize:*:${local.account}:recommender/*"
        },
        {
          Sid    = "Tag"
          Effect = "Allow"
          Action = "personalize:TagResource"
          Resource = [
            "arn:${local.partition}:personalize:*:${local.account}:campaign/*",
            "arn:${local.partition}:personalize:*:${local.account}:recommender/*",
          ]
        },
        {
          Sid    = "TakeMarksOff"
          Effect = "Allow"
          Action = "personalize:UntagResource"
          Resource = [
            "arn:${local.partition}:personalize:*:${local.account}:campaign/*",
            "arn:${local.partition}:personalize:*:${local.account}:recommender/*",
          ]
          Condition = {
            "ForAllValues:StringEquals" = {
              "aws:TagKeys" = [
                "personalize-monitor:idle-since",
                "personalize-monitor:pre-warm",
              ]
            }
          }
        },
        {
          Sid      = "Tell"
          Effect   = "Allow"
          Action   = "sns:Publish"
          Resource = "arn:${local.partition}:sns:*:${local.account}:PersonalizeMonitorNotifications"
        },
        {
          Sid      = "SendEvents"
          Effect   = "Allow"
          Action   = "events:PutEvents"
          Resource = "arn:${local.partition}:events:*:${local.account}:event-bus/${var.event_bus_name}"
        },
      ] : statement if statement.Sid != "SendEvents" || var.event_bus_name != ""]
    })
    uninstall = jsonencode({
      Version = "2012-10-17"
      Statement = [
        {
          Sid    = "Look"
          Effect = "Allow"
          Action = [
            "personalize:ListCampaigns",
            "personalize:ListRecommenders",
            "cloudwatch:DescribeAlarms",
            "cloudwatch:ListDashboards",
          ]
          Resource = "*"
        },
        {
          Sid    = "SeeWhoseTheyAre"
          Effect = "Allow"
          Action = [
            "cloudwatch:ListTagsForResource",
            "cloudwatch:GetDashboard",
          ]
          Resource = [
            "arn:${local.partition}:cloudwatch:*:${local.account}:alarm:PersonalizeMonitor-*",
            "arn:${local.partition}:cloudwatch::${local.account}:dashboard/*",
          ]
        },
        {
          Sid    = "ReadTags"
          Effect = "Allow"
          Action = "personalize:ListTagsForResource"
          Resource = [
            "arn:${local.partition}:personalize:*:${local.account}:campaign/*",
            "arn:${local.partition}:personalize:*:${local.account}:recommender/*",
          ]
        },
        {
          Sid    = "TakeTagsOff"
          Effect = "Allow"
          Action = "personalize:UntagResource"
          Resource = [
            "arn:${local.partition}:personalize:*:${local.account}:campaign/*",
            "arn:${local.partition}:personalize:*:${local.account}:recommender/*",
          ]
          Condition = {
            "ForAllValues:StringEquals" = {
              "aws:TagKeys" = [
                "personalize-monitor:idle-since",
                "personalize-monitor:floor",
                "personalize-monitor:pre-warm",
              ]
            }
          }
        },
        {
          Sid      = "RemoveAlarms"
          Effect   = "Allow"
          Action   = "cloudwatch:DeleteAlarms"
          Resource = "arn:${local.partition}:cloudwatch:*:${local.account}:alarm:PersonalizeMonitor-*"
        },
        {
          Sid    = "RemoveDashboards"
          Effect = "Allow"
          Action = [
            "cloudwatch:PutDashboard",
            "cloudwatch:DeleteDashboards",
          ]
          Resource = "arn:${local.partition}:cloudwatch::${local.account}:dashboard/${var.dashboard_name}*"
        },
        {
          Sid    = "RemoveTopic"
          Effect = "Allow"
          Action = [
            "sns:ListTagsForResource",
            "sns:DeleteTopic",
          ]
          Resource = "arn:${local.partition}:sns:*:${local.account}:PersonalizeMonitorNotifications"
        },
      ]
    })
  }
}

resource "aws_iam_openid_connect_provider" "github" {
  count          = var.create_oidc_provider ? 1 : 0
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "plan" {
  name               = "${var.role_name}-plan"
  description        = "Reads Amazon Personalize and what personalize-monitor keeps"
  assume_role_policy = local.trusts.plan
}

resource "aws_iam_role_policy" "plan_plan" {
  name   = "plan"
  role   = aws_iam_role.plan.id
  policy = local.policies.plan
}

resource "aws_iam_role" "monitor" {
  name               = var.role_name
  description        = "Publishes metrics and keeps the alarms, dashboards and topic of personalize-monitor"
  assume_role_policy = local.trusts.monitor
}

resource "aws_iam_role_policy" "monitor_monitor" {
  name   = "monitor"
  role   = aws_iam_role.monitor.id
  policy = local.policies.monitor
}

resource "aws_iam_role" "apply" {
  count              = var.create_apply_role ? 1 : 0
  name               = "${var.role_name}-apply"
  description        = "Does what personalize-monitor does, and changes the capacity of Amazon Personalize"
  assume_role_policy = local.trusts.apply
}

resource "aws_iam_role_policy" "apply_monitor" {
  count  = var.create_apply_role ? 1 : 0
  name   = "monitor"
  role   = aws_iam_role.apply[0].id
  policy = local.policies.monitor
}

resource "aws_iam_role_policy" "apply_apply" {
  count  = var.create_apply_role ? 1 : 0
  name   = "apply"
  role   = aws_iam_role.apply[0].id
  policy = local.policies.apply
}

resource "aws_iam_role_policy" "apply_uninstall" {
  count  = var.create_apply_role && var.allow_uninstall ? 1 : 0
  name   = "uninstall"
  role   = aws_iam_role.apply[0].id
  policy = local.policies.uninstall
}
