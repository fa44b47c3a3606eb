"""What nbgrader's Validate button reads.

Without this file nbgrader warns in the terminal that it found none; without the setting, every
kernel that it starts warns that it talks to the server in the open.
"""

c = get_config()  # noqa: F821

c.KernelManager.transport_encryption = "auto"
