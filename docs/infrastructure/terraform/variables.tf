# Made from docs/iam by "npm run golden -- test/docs/infrastructure". See docs/infrastructure.md.

variable "github_owner" {
  description = "The organization or user that owns the repository, in the letters that GitHub shows."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+$", var.github_owner))
    error_message = "It must match ^[A-Za-z0-9._-]+$"
  }
}

variable "github_repository" {
  description = "The repository without its owner, in the letters that GitHub shows."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "It must match ^[A-Za-z0-9._-]+$"
  }
}

variable "github_owner_id" {
  description = "The number of the owner."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+$", var.github_owner_id))
    error_message = "It must match ^[0-9]+$"
  }
}

variable "github_repository_id" {
  description = "The number of the repository."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+$", var.github_repository_id))
    error_message = "It must match ^[0-9]+$"
  }
}

variable "default_branch" {
  description = "The branch whose jobs may sign in to the monitor role."
  type        = string
  nullable    = false
  default     = "main"

  validation {
    condition     = can(regex("^[A-Za-z0-9._/@+-]+$", var.default_branch))
    error_message = "It must match ^[A-Za-z0-9._/@+-]+$"
  }
}

variable "environment" {
  description = "The GitHub environment whose jobs may sign in to the apply role. Empty for the jobs of the default branch that have no environment."
  type        = string
  nullable    = false
  default     = "personalize-apply"

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]*$", var.environment))
    error_message = "It must match ^[A-Za-z0-9._-]*$"
  }
}

variable "role_name" {
  description = "The name of the monitor role. Those of the others end in -plan and -apply."
  type        = string
  nullable    = false
  default     = "personalize-monitor"

  validation {
    condition     = can(regex("^[A-Za-z0-9_+=,.@-]{1,58}$", var.role_name))
    error_message = "It must match ^[A-Za-z0-9_+=,.@-]{1,58}$"
  }
}

variable "dashboard_name" {
  description = "The input dashboard-name of the action."
  type        = string
  nullable    = false
  default     = "Amazon-Personalize-Monitor"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]+$", var.dashboard_name))
    error_message = "It must match ^[A-Za-z0-9_-]+$"
  }
}

variable "event_bus_name" {
  description = "The name of the bus in the input event-bus-name of the action. Empty if you set none."
  type        = string
  nullable    = false
  default     = ""

  validation {
    condition     = can(regex("^[A-Za-z0-9._/-]*$", var.event_bus_name))
    error_message = "It must match ^[A-Za-z0-9._/-]*$"
  }
}

variable "create_oidc_provider" {
  description = "Whether to make the OIDC provider of GitHub, of which an account has one at most."
  type        = bool
  nullable    = false
  default     = true
}

variable "create_apply_role" {
  description = "Whether to make the apply role, which changes capacity, stops and deletes."
  type        = bool
  nullable    = false
  default     = true
}

variable "allow_uninstall" {
  description = "Whether the apply role may remove what the action has made."
  type        = bool
  nullable    = false
  default     = false
}
