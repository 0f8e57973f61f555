"""Evidence in a bucket: a real HTTP server that speaks S3, set up as a site would set it up."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from moto.server import ThreadedMotoServer

from claims.models import Evidence
from claims.services.evidence import evidence_add, evidence_remove, sweep
from newsroom import storage
from tests import factories

KEY = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "eu-west-1"}
CONTENT = b"minutes of the meeting\n"


@pytest.fixture
def bucket(monkeypatch, settings) -> Iterator[object]:
    """A bucket, and a site whose evidence goes there."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    bucket = boto3.resource("s3", endpoint_url=address, **KEY).Bucket(f"evidence-{uuid4()}")
    bucket.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for name, value in {
        "S3_BUCKET": bucket.name,
        "S3_ENDPOINT": address,
        "S3_REGION": "eu-west-1",
        "S3_ACCESS_KEY": "key",
        "S3_SECRET_KEY": "secret",
    }.items():
        monkeypatch.setenv(name, value)
    settings.STORAGES = {**settings.STORAGES, "default": storage.evidence()}
    yield bucket
    server.stop()


def upload(editor, claim) -> Evidence:
    file = ContentFile(CONTENT, name="minutes.txt")
    return evidence_add(by=editor, claim_id=claim.pk, fields={}, upload=file)


@pytest.mark.django_db
def test_evidence_is_kept_in_the_bucket_and_handed_out_by_the_site(bucket, editor, client):
    claim = factories.claim(editor)
    evidence = upload(editor, claim)
    assert storages["default"].bucket_name == bucket.name
    (kept,) = bucket.objects.all()
    assert kept.get()["Body"].read() == CONTENT
    assert kept.Acl().grants[0]["Permission"] == "FULL_CONTROL"  # the owner's alone
    assert len(kept.Acl().grants) == 1
    client.force_login(editor)
    response = client.get(f"/api/v1/evidence/{evidence.pk}/file/")
    sent = b"".join(response.streaming_content)
    assert hashlib.sha256(sent).hexdigest() == evidence.sha256
    assert response["Content-Disposition"] == 'attachment; filename="minutes.txt"'


@pytest.mark.django_db(transaction=True)
def test_removed_and_stray_files_leave_the_bucket(bucket, editor):
    claim = factories.claim(editor)
    evidence_remove(by=editor, evidence_id=upload(editor, claim).pk)
    assert not list(bucket.objects.all())
    named = upload(editor, claim).file.name
    stray = default_storage.save("evidence/2026/01/stray.txt", io.BytesIO(b"left behind"))
    assert sweep(timedelta(days=1)) == []
    assert sweep(timedelta(0)) == [stray]
    assert [one.key for one in bucket.objects.all()] == [named]
