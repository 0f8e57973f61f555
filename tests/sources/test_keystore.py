"""The folder of wrapped keys: whole or not at all, for one account only, and gone when removed."""

import stat
from pathlib import Path
from uuid import uuid4

import pytest

from sources.domain.sealing import KeyFileMissing
from sources.keystore import KeyStore, StoreUnusable


@pytest.fixture
def store(tmp_path):
    return KeyStore(tmp_path / "var" / "identity")


def test_it_is_made_for_one_account(store):
    source = uuid4()
    store.write(source, b"wrapped")
    (file,) = store.folder.iterdir()
    assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert store.read(source) == b"wrapped"
    assert list(store.sources()) == [source]


def test_a_second_writing_replaces_the_first(store):
    source = uuid4()
    for text in (b"first", b"second"):
        store.write(source, text)
    assert store.read(source) == b"second"
    assert len(list(store.folder.iterdir())) == 1


def test_a_writing_that_fails_leaves_what_was_there(store, monkeypatch):
    source = uuid4()
    store.write(source, b"first")

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StoreUnusable, match="No space left"):
        store.write(source, b"second")
    assert store.read(source) == b"first"
    assert len(list(store.folder.iterdir())) == 1


def test_a_folder_that_others_can_read_is_refused(store):
    store.folder.mkdir(parents=True)
    store.folder.chmod(0o755)
    with pytest.raises(StoreUnusable, match="chmod 700"):
        store.write(uuid4(), b"wrapped")


def test_a_folder_that_is_none(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnusable):
        KeyStore(tmp_path / "file").write(uuid4(), b"wrapped")
    with pytest.raises(StoreUnusable):
        KeyStore(tmp_path / "file").read(uuid4())


def test_what_is_removed_is_gone_with_its_drafts(store):
    source, other = uuid4(), uuid4()
    for one in (source, other):
        store.write(one, b"wrapped")
    (store.folder / f"{source}.key.0123.draft").write_bytes(b"wrapped")
    store.remove(source)
    with pytest.raises(KeyFileMissing):
        store.read(source)
    assert list(store.sources()) == [other]
    assert len(list(store.folder.iterdir())) == 1
    store.remove(source)  # again, as after a kill


def test_a_draft_alone_is_found_and_removed(store):
    source = uuid4()
    store.write(uuid4(), b"wrapped")
    (store.folder / f"{source}.key.0123.draft").write_bytes(b"wrapped")
    (store.folder / "notes.txt").write_text("not ours")
    assert source in list(store.sources())
    store.remove_drafts(source)
    assert source not in list(store.sources())


def test_a_store_that_was_never_used(store):
    assert list(store.sources()) == []
    store.remove(uuid4())
    with pytest.raises(KeyFileMissing):
        store.read(uuid4())
