"""Match policy as versioned data: YAML catalogues and policies, their schemas, and the loader of a frozen RuleSet."""
