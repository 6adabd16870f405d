"""Every knob, typed and frozen. `params.yaml` has one section a step; unknown keys are refused by name."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from likelier.errors import ParamsError

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]


def _text(value: Any) -> Any:
    """Kubernetes' quantities are texts, and YAML reads some as numbers: `cpu: 2`."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Cpu = Annotated[str, BeforeValidator(_text), Field(pattern=r"^(\d+|\d*\.\d+|\d+m)$")]  # cores, or thousandths: 500m
Memory = Annotated[str, BeforeValidator(_text), Field(pattern=r"^\d+([KMGTPE]i?)?$")]  # bytes, or 8Gi
Name = Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", max_length=253)]  # of an object of Kubernetes
Address = Annotated[str, Field(pattern=r"^https?://[^/@\s]+(/[^\s]*)?$")]  # of a server, without a password
Variable = Annotated[str, Field(pattern=r"^[A-Za-z_]\w*$")]  # of the environment


class Section(BaseModel):
    """Base of all sections: frozen, and strict about keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class GraphApi(Section):
    """How the official Graph API is asked."""

    version: Annotated[str, Field(pattern=r"^v\d+\.\d+$")] = "v25.0"
    address: Annotated[str, Field(pattern=r"^https?://[^\s/?#\[\]]+/?$")] = "https://graph.facebook.com"
    slow_at: Annotated[float, Field(ge=0, lt=100)] = 75.0  # % of the quota; from here on there are pauses


class Collect(Section):
    """What is fetched from the network before anything else; by default nothing."""

    source: Literal["none", "instaloader", "graph_api"] = "none"
    users: str = "users.txt"  # a text file, one user name a line
    newest: Count | None = None  # posts of an account; None: all
    attempts: Count = 5  # how often one thing is asked for
    timeout_seconds: Annotated[float, Field(gt=0)] = 60.0  # of one request
    max_wait_minutes: Annotated[float, Field(gt=0)] = 60.0  # at once; told to wait longer, collecting stops
    graph_api: GraphApi = GraphApi()


class Sample(Section):
    """The synthetic world; what its effects are is written in `sources/sample.py`."""

    seed: int = 7
    accounts: Annotated[int, Field(ge=2)] = 80
    posts: Annotated[int, Field(ge=1)] = 30  # an account
    effects: Literal["all", "none"] = "all"
    hidden_likes: Share = 0.03
    broken_pictures: Share = 0.01


class Table(Section):
    """How the table of the source `table` is read: which column is which, and how its cells are written."""

    columns: dict[str, str] = {}  # the contract's column: theirs
    pictures: str | None = None  # folder of pictures, as seen from the table's own; None: that one
    time_format: str | None = None  # as of strptime; None: ISO 8601, or a number since 1970
    time_zone: str = "UTC"  # of times that don't say theirs
    snapshot_at: str | None = None  # when likes were read, where no column says so
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None  # None: as the header tells
    encoding: str | None = None  # None: UTF-8, or UTF-16 by its mark


class Ingest(Section):
    """Where posts come from, and how large a shard may grow."""

    source: str = "sample"
    path: str = "data/raw"
    shard_mb: Annotated[float, Field(gt=0)] = 128.0
    drop_newest: bool | None = None  # None: as the source advises
    table: Table = Table()
    sample: Sample = Sample()


class Validate(Section):
    """Thresholds of the critical expectations and of the warnings."""

    min_posts: Count = 10
    max_missing_likes: Share = 0.5
    warn_missing_likes: Share = 0.2
    max_missing_pictures: Share = 0.9
    warn_missing_pictures: Share = 0.2
    max_quarantined: Share = 0.5


class Featurize(Section):
    """Which kinds of features are computed, and how."""

    account: bool = True
    time: bool = True
    caption: bool = True
    words: bool = False  # a bag of words
    meaning: bool = True  # of the caption, as a point
    shape: bool = True  # kind of post and its proportions
    picture: bool = True
    faces: bool = True
    embedding: bool = True  # what is on the picture, as a point
    tags: bool = False  # what is on the picture, by name
    pixels: bool = True  # small pictures for the nets
    detector: Literal["yuface", "haar", "none"] = "yuface"  # of faces
    alt_text: bool = False  # written after the upload: for studies only
    outcome: bool = False  # likes and comments of the post itself: for a ceiling only
    translation: Literal["none", "online", "local"] = "none"  # of captions, into English
    translation_cache: str = "data/translations"  # a folder: as private as the captions
    time_zone: str = "UTC"
    matured_hours: Annotated[float, Field(ge=0)] = 48.0
    backbone: str = "lite0"  # of embedding and tags; or none, or the path of an ONNX file
    picture_side: Annotated[int, Field(ge=32, le=2048)] = 480  # pixels on the long side, before statistics
    workers: Count = 2


class Select(Section):
    """Which posts are learned from, measured on and drawn; by default all that have a label."""

    languages: Annotated[tuple[str, ...], Field(min_length=1)] | None = None  # ISO 639-1 codes, or none; None: all
    max_followers: Count | None = None  # posts of larger accounts are left out
    kinds: Annotated[tuple[Literal["image", "carousel", "video"], ...], Field(min_length=1)] | None = None  # None: all
    min_posts: Count = 1  # of an account, of those that are left
    balance: Literal["none", "cap", "equal"] = "none"  # posts of an account
    cap: Annotated[int, Field(ge=2)] = 10  # of an account, where it is balanced
    seed: int = 7  # which posts are drawn


class Train(Section):
    """Target, splits and calibration, the same for every model."""

    seed: int = 7
    target: Literal["lift", "likes_over_mean", "likes_over_max", "likes_per_follower"] = "lift"
    min_age_hours: Annotated[float, Field(ge=0)] = 48.0
    splits: tuple[Literal["account", "forward", "random"], ...] = ("account", "forward", "random")
    folds: Annotated[int, Field(ge=2)] = 5
    test_share: Annotated[float, Field(gt=0, lt=1)] = 0.2  # of the forward and the random split
    coverage: Annotated[float, Field(gt=0, lt=1)] = 0.8
    shares: tuple[Annotated[float, Field(gt=0, lt=1)], ...] = (0.125, 0.25, 0.5)  # of the accounts, for learning curves

    @field_validator("splits")
    @classmethod
    def _account_split_is_there(cls, splits: tuple[str, ...]) -> tuple[str, ...]:
        # Intervals are calibrated, and the champion is chosen, on accounts that nobody trained on.
        if "account" not in splits or len(set(splits)) < len(splits):
            raise ValueError("must name `account`, and no split twice")
        return splits


class ModelEntry(Section):
    """One model: the family is the file's name in `models/`, its settings are that file's own."""

    family: str
    features: tuple[str, ...] | None = None  # kinds of features, or single ones; None: every kind that was computed
    baseline: bool = False
    learning_curve: bool = False  # learn from parts of the accounts too, `train.shares`
    leaking: bool = False  # may read what is known only after posting; labelled so, and never registered
    settings: dict[str, Any] = {}


class Range(Section):
    """The values of one setting that a search may try: from `low` to `high`, or one of `choices`."""

    low: int | float | None = None
    high: int | float | None = None
    log: bool = False  # as many values are tried from 1 to 10 as from 10 to 100
    choices: tuple[Any, ...] | None = None

    @model_validator(mode="after")
    def _holds_something(self) -> "Range":
        if self.choices is not None:
            if self.low is not None or self.high is not None or self.log:
                raise ValueError("give either choices, or low and high")
            if not self.choices:
                raise ValueError("is empty: choices names no value")
        elif self.low is None or self.high is None:
            raise ValueError("give either choices, or low and high")
        elif not self.low < self.high:
            raise ValueError("is empty: low must be below high")
        elif self.log and self.low <= 0:
            raise ValueError("low must be above 0 where log is true")
        return self


class Tune(Section):
    """The search of hyper-parameters."""

    trials: Count = 40
    folds: Annotated[int, Field(ge=2)] = 5  # of accounts
    seed: Annotated[int, Field(ge=0)] = 17  # not that of `train`: its folds must not be those that were searched on
    timeout_minutes: Annotated[float, Field(gt=0)] | None = None
    studies: str = ".scratch/tune"  # the folder of the SQLite files
    ranges: dict[str, dict[str, Range | None]] = {}  # by model and setting, over the family's; None: not searched


class Card(Section):
    """What only the user can answer, for the model card and the data card; None: not answered yet."""

    purpose: str | None = None
    collection: str | None = None
    consent: str | None = None
    licence: str | None = None
    contact: str | None = None


class Evaluate(Section):
    """Bootstrap and sets."""

    seed: int = 7
    resamples: Annotated[int, Field(ge=100)] = 1000
    confidence: Annotated[float, Field(gt=0, lt=1)] = 0.95
    set_sizes: tuple[Annotated[int, Field(ge=2)], ...] = (2, 5, 10)
    sets_per_account: Count = 30
    slice_accounts: Count = 20  # a slice of fewer accounts is not shown
    card: Card = Card()
    reference: str | None = "xgboost"


class Register(Section):
    """Name in the registry, and the gate before the alias `champion`."""

    name: str = "likelier"
    min_lift: float = 0.0  # the lower bound of the paired lift in pair accuracy must be above this


class Toleration(Section):
    """A taint of nodes that a task may run on nevertheless."""

    key: str | None = None  # None: every taint
    operator: Literal["Equal", "Exists"] = "Equal"
    value: str | None = None
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] | None = None  # None: every effect
    seconds: Annotated[int, Field(ge=0)] | None = None  # how long, with NoExecute; None: for ever

    @model_validator(mode="after")
    def _is_one(self) -> "Toleration":
        if self.operator == "Exists" and self.value is not None:
            raise ValueError("operator Exists takes no value")
        if self.operator == "Equal" and (self.key is None or self.value is None):
            raise ValueError("operator Equal needs a key and a value")
        if self.seconds is not None and self.effect != "NoExecute":
            raise ValueError("seconds are for the effect NoExecute")
        return self


class Task(Section):
    """What one step gets on a cluster, and how it is treated there."""

    cpu: Cpu | None = "1"  # requested
    cpu_limit: Cpu | None = None
    memory: Memory | None = "2Gi"  # requested
    memory_limit: Memory | None = None
    accelerator: Annotated[str, Field(min_length=1)] | None = None  # the resource's name, such as nvidia.com/gpu
    accelerators: Count = 1  # how many, where there is one
    node_selector: dict[str, str] = {}  # labels that a node must have
    tolerations: tuple[Toleration, ...] = ()
    shared_memory: Memory | None = None  # the size of /dev/shm; None: the cluster's default
    retries: Annotated[int, Field(ge=0)] = 2
    timeout_seconds: Count | None = 86400
    cache: bool = True  # only where the image is pinned by its digest


class Effective(Task):
    """A step with effects, or one that reads what Kubeflow doesn't see."""

    cache: bool = False


class Collecting(Effective):
    """The network may have said that it has had enough for now: it isn't asked again before the next run."""

    retries: Annotated[int, Field(ge=0)] = 0


class Told(Effective):
    """The task at the end: it fails where the run did, so it isn't tried again."""

    retries: Annotated[int, Field(ge=0)] = 0
    timeout_seconds: Count | None = 3600


class Nets(Task):
    """The training of nets."""

    memory: Memory | None = "8Gi"
    shared_memory: Memory | None = "1Gi"


class Steps(Section):
    """One entry a step; training is two, for nets can have nodes of their own."""

    collect: Collecting = Collecting()
    ingest: Effective = Effective()
    validation: Task = Field(default=Task(), alias="validate")
    featurize: Task = Task()
    explore: Task = Task()
    train_baselines: Task = Task()  # and all else that is no net
    train_nets: Nets = Nets()
    evaluate: Task = Task()
    registration: Effective = Field(default=Effective(), alias="register")
    deploy: Effective = Effective()
    report: Told = Told()


class Secret(Section):
    """A Kubernetes secret whose values become environment variables."""

    name: Name | None = None  # None: not used
    keys: dict[Variable, str] = {}  # the secret's keys, by variable


class MlflowSecret(Secret):
    """How to log in at MLflow."""

    keys: dict[Variable, str] = {"MLFLOW_TRACKING_USERNAME": "username", "MLFLOW_TRACKING_PASSWORD": "password"}


class S3Secret(Secret):
    """How to read and write the store."""

    keys: dict[Variable, str] = {"AWS_ACCESS_KEY_ID": "accesskey", "AWS_SECRET_ACCESS_KEY": "secretkey"}


class InstagramSecret(Secret):
    """A session of Instagram: whose, and the file that Instaloader wrote."""

    keys: dict[Variable, str] = {"INSTAGRAM_USER": "user"}
    files: dict[Variable, str] = {"INSTAGRAM_SESSION": "session"}  # here the variable holds the path of a file


class GraphApiSecret(Secret):
    """A token of the Graph API, and the number of the account that asks."""

    keys: dict[Variable, str] = {"GRAPH_API_TOKEN": "token", "GRAPH_API_USER": "user"}


class MongodbSecret(Secret):
    """The address of a MongoDB, with its password."""

    keys: dict[Variable, str] = {"MONGODB_URL": "url"}


class ReportSecret(Secret):
    """Where to send how a run went, if the address itself is a secret."""

    keys: dict[Variable, str] = {"LIKELIER_REPORT_URL": "url"}


class DeploySecret(Secret):
    """What the service that is told of a new champion knows the run by."""

    keys: dict[Variable, str] = {"LIKELIER_DEPLOY_TOKEN": "token"}


class Secrets(Section):
    """Which steps get which: the store's all, each other one."""

    mlflow: MlflowSecret = MlflowSecret()  # register and deploy
    s3: S3Secret = S3Secret()
    instagram: InstagramSecret = InstagramSecret()  # collect
    graph_api: GraphApiSecret = GraphApiSecret()  # collect
    mongodb: MongodbSecret = MongodbSecret()  # ingest
    deploy: DeploySecret = DeploySecret()  # deploy
    report: ReportSecret = ReportSecret()  # report


class Deploy(Section):
    """Who is told when a new champion stands."""

    url: Address | None = None  # None: nobody, and the graph has no such task


class Report(Section):
    """The task at the end of a run, which says how it went."""

    server: Address | None = "http://ml-pipeline.kubeflow:8888"  # Kubeflow's API as a pod sees it; None: isn't asked
    url: Address | None = None  # is sent what is said, as JSON


class Cluster(Section):
    """How the pipeline runs on a cluster; written into the compiled graph, and no step reads it."""

    root: Annotated[str, Field(pattern=r"^(s3|minio|gs)://[^/]")] | None = None  # of artifacts; None: the server's
    ttl_seconds: Count | None = 604800  # a finished run's pods are removed after so long; None: never
    pull_secret: Name | None = None  # of the image
    service_account: Name | None = None  # of the tasks; None: the server's
    archive_claim: Name | None = None  # the volume on which what is collected stays between runs
    users_secret: Name | None = None  # its keys are files in /users, for `collect.users`
    deploy: Deploy = Deploy()
    report: Report = Report()
    secrets: Secrets = Secrets()
    steps: Steps = Steps()


class Params(Section):
    """All of `params.yaml`."""

    collect: Collect = Collect()
    ingest: Ingest = Ingest()
    validation: Validate = Field(default=Validate(), alias="validate")
    featurize: Featurize = Featurize()
    select: Select = Select()
    train: Train = Train()
    models: dict[str, ModelEntry] = Field(min_length=1)
    tune: Tune = Tune()
    evaluate: Evaluate = Evaluate()
    # `register` is a method of pydantic's metaclass, `validate` one of its models: hence the aliases.
    registration: Register = Field(default=Register(), alias="register")
    cluster: Cluster = Cluster()

    def dump(self) -> str:
        """As one YAML text, the way that orchestrators pass it on to the steps.

        Without `cluster`, which no step reads: more memory for one must not make all others run again.
        """
        return yaml.safe_dump(self.model_dump(mode="json", by_alias=True, exclude={"cluster"}), sort_keys=True)

    def reading(self, path: str) -> "Params":
        """These, with the posts read from another place."""
        return self.model_copy(update={"ingest": self.ingest.model_copy(update={"path": path})})


def parse(content: Any, origin: str) -> Params:
    """Check a parsed YAML document.

    Raises
    ------
    ParamsError
        With the origin, the key's full name, and what is wrong with it; one line.
    """
    try:
        return Params.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(whole file)"
        if first["type"] == "extra_forbidden":
            raise ParamsError(f"{origin}: unknown key {key!r}; the known keys are in params.yaml") from error
        raise ParamsError(f"{origin}: {key}: {first['msg']} (got {first['input']!r:.80})") from error


def load(path: Path, overrides: Sequence[str] = ()) -> Params:
    """Read a params file, then set each of `overrides` (``section.key=value``, the value as YAML)."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ParamsError(f"{path}: no such params file; give one with --params") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ParamsError(f"{path}: is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise ParamsError(f"{path}: must be a mapping of sections, like the params.yaml of the project")
    for override in overrides:
        _override(content, override)
    return parse(content, str(path))


def loads(text: str) -> Params:
    """The inverse of `Params.dump`, with the defaults of `cluster`."""
    return parse(yaml.safe_load(text), "params")


def _override(content: dict[str, Any], override: str) -> None:
    key, equals, value = override.partition("=")
    if not equals or not key:
        raise ParamsError(f"--set {override!r}: must look like section.key=value")
    *sections, last = key.split(".")
    place: Any = content
    for section in sections:
        place = place.setdefault(section, {})
        if not isinstance(place, dict):
            raise ParamsError(f"--set {override!r}: {section!r} is not a section of params.yaml")
    try:
        place[last] = yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise ParamsError(f"--set {override!r}: the value is not YAML") from error
