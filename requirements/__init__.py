"""What Tocsin is made of: locked packages, and their list for others."""
