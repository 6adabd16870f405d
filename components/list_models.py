"""What one of the two loops of training trains.

Each loop has a task of its own that lists: kfp 2.17 finds only a task's one output when it loops on this machine.
"""

from kfp import dsl

from components.image import IMAGE


@dsl.component(base_image=IMAGE, install_kfp_package=False)
def list_models(params: str, loop: str, loops: str) -> list[str]:
    """Names of the models in the params: the nets, where `loop` is ``nets``, and all others where it is ``baselines``.

    `loops` names the loops of the compiled graph, by spaces. A model without one would be left out unseen, and what
    Kubeflow does with a loop over nothing is not known.
    """
    from likelier.errors import ParamsError
    from likelier.models import is_net
    from likelier.params import loads

    names = {"baselines": [], "nets": []}
    for name, entry in loads(params).models.items():
        names["nets" if is_net(name, entry) else "baselines"].append(name)
    asked = [one for one in names if names[one]]
    if asked != loops.split():
        raise ParamsError(f"models: these need the loops {asked}, the graph has {loops.split()}; compile it with these")
    return names[loop]
