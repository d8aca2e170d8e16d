"""SQL that three databases spell differently."""
