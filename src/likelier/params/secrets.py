"""The part `secrets` of the section `cluster`."""

from likelier.params.kubernetes import Name, Variable
from likelier.params.section import Section


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
