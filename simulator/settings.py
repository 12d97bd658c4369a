"""Settings, frozen, from the environment (`SIMULATOR_…`) and an optional `.env` file.

Every setting has a default that works on one laptop without network and without a key.
"""

from pathlib import Path
from typing import Literal, Self

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from simulator.domain.errors import SettingsError

PACKAGE_DIR = Path(__file__).parent


def _content_dir() -> Path:
    """Return the folder that holds `personas/` and `rubric/`: the checkout, else the copy in the wheel."""
    checkout = PACKAGE_DIR.parent
    return checkout if (checkout / "rubric").is_dir() else PACKAGE_DIR / "_data"


class Settings(BaseSettings):
    """What an installation may change.

    Attributes:
        database_url: SQLAlchemy address; "" means SQLite in `data_dir`. `postgresql://` uses psycopg 3.
        data_dir: Folder for the database and keys of this installation.
        content_dir: Folder that holds `personas/` and `rubric/`.
        centre: Name of the community, the ** of the guide.
        time_zone: IANA name in which dates are shown.
        openai_api_key, openai_base_url, model: The language-model endpoint; no model means offline.
        caller_model, judge_model: Override `model` for one of the two.
        trainer_code: Opens the trainer's desk to whoever knows it; "" means that `serve` draws one at each start.
        audit_share: Share of fully decided replies that the judge grades all the same.
        sign_in: "name" (a name is enough) or "accounts" (passwords, or the company's identity provider).
        transcript_days: Days after which transcripts are deleted, scores kept; 0: never.
        blind_share: Share of replies drawn for a trainer to grade without sight of the machine's grade.
        oidc_issuer, oidc_client_id, oidc_client_secret: The identity provider; "" means none.
        oidc_role_claim: Dotted path of the claim that holds roles or groups.
        oidc_trainees, oidc_trainers, oidc_admins: Values of it, separated by commas; no trainees: everybody.
        answer_seconds: Longest that a trainee waits for the endpoint before the call goes on without it.
        price_per_million_in, price_per_million_out: What a million tokens cost; without them cost is unknown.
    """

    model_config = SettingsConfigDict(
        env_prefix="SIMULATOR_", env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True
    )

    database_url: str = ""
    data_dir: Path = Field(default_factory=lambda: user_data_path("hotline-simulator", appauthor=False))
    content_dir: Path = Field(default_factory=_content_dir)
    centre: str = "锦绣花园"
    time_zone: str = "Asia/Shanghai"
    openai_api_key: SecretStr = Field(
        default=SecretStr(""), validation_alias=AliasChoices("OPENAI_API_KEY", "SIMULATOR_OPENAI_API_KEY")
    )
    openai_base_url: str = Field(
        default="", validation_alias=AliasChoices("OPENAI_BASE_URL", "SIMULATOR_OPENAI_BASE_URL")
    )
    model: str = ""
    caller_model: str = ""
    judge_model: str = ""
    trainer_code: SecretStr = SecretStr("")
    audit_share: float = Field(default=0.05, ge=0, le=1)
    sign_in: Literal["name", "accounts"] = "name"
    transcript_days: int = Field(default=0, ge=0)
    blind_share: float = Field(default=0.02, ge=0, le=1)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_role_claim: str = ""
    oidc_trainees: str = ""
    oidc_trainers: str = ""
    oidc_admins: str = ""
    answer_seconds: float = Field(default=15.0, gt=0, le=300)
    price_per_million_in: float | None = Field(default=None, ge=0)
    price_per_million_out: float | None = Field(default=None, ge=0)

    @classmethod
    def load(cls) -> Self:
        """Read the settings.

        Raises:
            SettingsError: Naming the first setting that has a bad value.
        """
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            name = "SIMULATOR_" + "_".join(str(part) for part in first["loc"]).upper()
            raise SettingsError("setting", name=name, why=first["msg"]) from error

    @property
    def effective_database_url(self) -> str:
        """The database address with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'simulator.db'}"

    @property
    def rubric_dir(self) -> Path:
        """Folder of the rubric."""
        return self.content_dir / "rubric"

    @property
    def personas_dir(self) -> Path:
        """Folder of the personas, with `scenarios/` in it."""
        return self.content_dir / "personas"
