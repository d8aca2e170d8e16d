"""What commands can be told: settings, declared once, from flags and files."""
