"""What happened and what is next, read from the words of a text: see `crm_core.language.understand`."""
