"""What the tests stand on: how they are dealt out, a browser, a JupyterLab, an open lesson."""
