"""Name rules, with the words Azure answers when one is broken."""

import re

from portal.emulator.wire import AzureRefusal

_RULES: dict[str, tuple[str, str, str]] = {
    "resource group": (
        r"[-\w.()]{0,89}[-\w()]",
        "InvalidResourceGroup",
        "The provided resource group name '{name}' has these invalid characters or ends with a period, or is longer "
        "than 90. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.",
    ),
    "workspace": (
        r"[a-zA-Z0-9][\w-]{2,32}",
        "InvalidArgument",
        "Workspace name '{name}' is invalid. It must be between 3 and 33 characters long, its first character has to "
        "be alphanumeric, and the rest may contain hyphens and underscores. No whitespace is allowed.",
    ),
    "cluster": (
        r"[a-zA-Z][a-zA-Z0-9-]{0,30}[a-zA-Z0-9]",
        "BadRequest",
        "The specified compute name '{name}' is invalid. It can include letters, digits and dashes. It must start with "
        "a letter, end with a letter or digit, and be between 2 and 32 characters in length.",
    ),
    "instance": (
        r"[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]",
        "BadRequest",
        "The specified compute name '{name}' is invalid. It can include letters, digits and dashes. It must start with "
        "a letter, end with a letter or digit, and be between 3 and 24 characters in length.",
    ),
    "endpoint": (
        r"[a-zA-Z](?:[a-zA-Z0-9-]{1,30}[a-zA-Z0-9])",
        "BadArgument",
        "Endpoint name '{name}' is invalid. It must start with a letter, may contain letters, digits and '-', must not "
        "end with '-', and be between 3 and 32 characters long.",
    ),
    "deployment": (
        r"[a-zA-Z](?:[a-zA-Z0-9-]{1,30}[a-zA-Z0-9])",
        "BadArgument",
        "Deployment name '{name}' is invalid. It must start with a letter, may contain letters, digits and '-', must "
        "not end with '-', and be between 3 and 32 characters long.",
    ),
    "asset": (
        r"[a-zA-Z0-9][\w.-]{0,254}",
        "UserError",
        "The asset name '{name}' is invalid. It must begin with an alphanumeric character and contain only "
        "alphanumerics, '_', '-' and '.', with at most 255 characters.",
    ),
    "arm deployment": (
        r"[-\w.()]{1,64}",
        "InvalidDeploymentName",
        "The deployment name '{name}' is invalid. It can only be letters, digits, '-', '.', '(', ')' or '_', with at "
        "most 64 characters.",
    ),
    "storage account": (
        r"[a-z0-9]{3,24}",
        "AccountNameInvalid",
        "{name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in "
        "length and use numbers and lower-case letters only.",
    ),
    "key vault": (
        r"[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]",
        "VaultNameNotValid",
        "The vault name '{name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name "
        "must begin with a letter, end with a letter or digit, and not contain consecutive hyphens.",
    ),
    "container registry": (
        r"[a-zA-Z0-9]{5,50}",
        "InvalidContainerRegistryName",
        "The registry name '{name}' is invalid. It may contain alphanumeric characters only and must be between 5 and "
        "50 characters.",
    ),
}


def check(kind: str, name: str) -> None:
    """Refuses a name that breaks the rule of its kind."""
    pattern, code, message = _RULES[kind]
    if not re.fullmatch(pattern, name):
        raise AzureRefusal(400, code, message.format(name=name))
