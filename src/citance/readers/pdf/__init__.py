"""A PDF as a publisher makes it → Document."""
