"""Pages a manager would read: one self-contained HTML file each."""
