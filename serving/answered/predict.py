"""POST /predict: what is expected of one post."""

from pydantic import Field

from likelier.judging import Question
from likelier.reasons import reasons as strongest
from serving.answered.answers import NOT_A_CAUSE, Model, Reason, Score, reasons, score
from serving.asked.inputs import Asked
from serving.model.scorer import Scorer
from serving.watched import monitoring


class Prediction(Score):
    """What is expected of a post."""

    model: Model
    usual_likes: float | None = Field(description="What the account's posts usually get; null where it is not known.")
    reasons: list[Reason] = Field(description="What moved the score the most; empty where the model can't tell.")
    notes: list[str] = Field(description="What to know before the answer is believed.")


async def predict(scorer: Scorer, asked: Asked) -> Prediction:
    """Score the one picture."""
    prepared = await scorer.prepare(asked)
    judged = await scorer.ask(Question(prepared.rows, prepared.account))
    monitoring.keep("/predict", scorer.model, judged)
    moved = [] if judged.moves is None else strongest(judged.features, judged.moves)[0]
    return Prediction(
        **score(scorer.artifact.target, judged.scores.iloc[0], prepared.usual).model_dump(),
        model=scorer.model.named(),
        usual_likes=prepared.usual,
        reasons=reasons(scorer.artifact.target, moved),
        notes=[*prepared.notes, NOT_A_CAUSE],
    )
