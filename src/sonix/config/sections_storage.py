"""Settings of storage: where media are kept, and how much of it one person may fill."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from sonix.config.section import SecretSection, Section, check_origin


class StorageSettings(SecretSection):
    """Where media are kept: the data folder, an S3 bucket, or a Google Cloud (Firebase) bucket."""

    backend: Literal["local", "s3", "gcs"] = Field(default="local", description="Where media are kept.")
    bucket: str | None = Field(default=None, max_length=255, description="Bucket, for s3 and gcs.")
    prefix: str = Field(
        default="",
        max_length=200,
        pattern=r"^([A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?)?$",
        description="What every name in the bucket starts with.",
        json_schema_extra={"allowed": "letters, digits, `.`, `_`, `-` and `/`"},
    )
    endpoint: str | None = Field(
        default=None,
        description="Address of an S3 that is not Amazon's (MinIO, Garage, R2, Supabase).",
        json_schema_extra={"allowed": "an address such as https://s3.example.org"},
    )
    public_endpoint: str | None = Field(
        default=None,
        description="Address of the same service as browsers reach it, when it is another one.",
        json_schema_extra={"allowed": "an address such as https://s3.example.org"},
    )
    region: str | None = Field(default=None, max_length=64, description="Region of the bucket.")
    access_key: str | None = Field(default=None, max_length=255, description="Access key id, for s3.")
    secret_key: SecretStr | None = Field(default=None, description="Secret access key, for s3.")
    secret_key_file: Path | None = Field(default=None, description="File with the secret access key.")
    credentials_file: Path | None = Field(default=None, description="Service account (JSON), for gcs.")
    direct: bool = Field(
        default=True, description="Listeners fetch media from the bucket by signed addresses, past this server."
    )

    @field_validator("endpoint", "public_endpoint")
    @classmethod
    def _is_an_address(cls, endpoint: str | None) -> str | None:
        if endpoint is not None:
            scheme, _, rest = endpoint.partition("://")
            check_origin(f"{scheme}://{rest.split('/')[0]}")  # Supabase's endpoint has a path
        return endpoint

    @model_validator(mode="after")
    def _has_a_bucket(self) -> Self:
        if self.backend != "local" and not self.bucket:
            raise ValueError("storage.bucket is missing: s3 and gcs keep media in a bucket.")
        return self


class Quotas(Section):
    """How much one person may bring, unless an administrator says otherwise for them. None: no bound."""

    bytes: int | None = Field(default=None, ge=0, description="Music of one person together, in bytes.")
    tracks: int | None = Field(default=None, ge=0, description="Tracks of one person.")
    upload_bytes: int | None = Field(default=None, ge=1, description="Largest file of one person, in bytes.")
