"""One Kubeflow component a step, and the three small ones that fan out and in. No logic lives here.

A component's body runs alone in a container: it imports only from `likelier`, and inside itself. Names of inputs and
outputs are those of the step's arguments; `params` travels as one YAML text, because dictionaries and lists lose
their integers on the way.
"""
