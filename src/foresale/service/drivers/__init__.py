"""Drivers in the service: uploaded tables, looked at and analysed in processes of their own."""
