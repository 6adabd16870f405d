"""One function a step; the command line, the Kubeflow components and the tests call the same ones."""
