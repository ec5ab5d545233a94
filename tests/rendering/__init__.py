"""The cage and the checks of a project's tree."""
