"""The small servers that the product is measured beside; each runs in a process of its own."""
