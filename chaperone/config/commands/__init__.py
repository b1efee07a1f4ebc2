"""The subcommands of ``chaperone``: one file each, found by its name; its first sentence is its help."""
