"""Signing in as a browser does, and making the codes of an app."""

import base64
import hashlib
import hmac
import struct
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from tests import factories

LOGIN = "/admin/login/"


def sign_in(client, username, password=factories.PASSWORD, **more):
    return client.post(LOGIN, {"login": username, "password": password}, **more)


def with_app(person):
    """Give `person` an app that makes codes; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    return secret


def code_of(secret, at=None):
    """RFC 6238, written once more: what an app would show."""
    counter = int(at or time.time()) // 30
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06d}"
