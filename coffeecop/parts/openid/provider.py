"""The department's OpenID Connect provider: where it asks who somebody is, and what it answers.

The authorization code flow with PKCE, by Authlib (RFC 6749, RFC 7636, OpenID Connect Core 1.0).
"""

from collections.abc import Mapping
from typing import Any

from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App, OAuthError
from cachetools import TTLCache, cachedmethod
from joserfc.errors import JoseError
from requests import RequestException

from coffeecop.config import UnsafeSetting
from coffeecop.db import now
from coffeecop.models import Role
from coffeecop.parts.openid.identity import Identity, identity_of
from coffeecop.parts.openid.settings import OpenIDSettings
from coffeecop.parts.openid.sign_in import (
    LEEWAY_SECONDS,
    Attempt,
    Refusal,
    SignInRefused,
    refused_by_provider,
)

NETWORK_SECONDS = 5
# Then the provider's addresses and keys are read anew.
METADATA_SECONDS = 60 * 60
# Whatever the provider lists: "none" is not signed, and HS256 is signed with a shared secret.
SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]


class Provider:
    def __init__(self, settings: OpenIDSettings) -> None:
        self.settings = settings
        self.roles_by_group = {
            group: frozenset(map(_role, names)) for group, names in settings.groups.items()
        }
        self._clients: TTLCache[Any, FlaskOAuth2App] = TTLCache(maxsize=1, ttl=METADATA_SECONDS)

    def begin(
        self,
        redirect_uri: str,
        *,
        next_page: str | None = None,
        is_own_device: bool = False,
        is_confirmation: bool = False,
    ) -> tuple[str, Attempt]:
        """Return the address at the provider to go to, and what to keep until the answer.

        Raises SignInRefused.
        """
        asks_anew = {"prompt": "login", "max_age": "0"} if is_confirmation else {}
        client = self._client_with_metadata()
        made = client.create_authorization_url(redirect_uri, **asks_anew)
        attempt = Attempt(
            state=made["state"],
            nonce=made["nonce"],
            code_verifier=made["code_verifier"],
            redirect_uri=redirect_uri,
            begun_at=now().timestamp(),
            next_page=next_page,
            is_own_device=is_own_device,
            is_confirmation=is_confirmation,
        )
        return made["url"], attempt

    def identify(self, attempt: Attempt, code: str) -> Identity:
        """Exchange the code for an ID token, and return whom it names. Raises SignInRefused."""
        client = self._client_with_metadata()
        try:
            token = client.fetch_access_token(
                attempt.redirect_uri, code=code, code_verifier=attempt.code_verifier
            )
            claims = client.parse_id_token(
                token,
                attempt.nonce,
                claims_options=self._required_claims(client.server_metadata["issuer"]),
                leeway=LEEWAY_SECONDS,
            )
            return identity_of(claims, self.settings)
        except OAuthError as error:
            raise refused_by_provider(error.error) from error
        except RequestException as error:
            raise SignInRefused(Refusal.UNAVAILABLE, code=type(error).__name__) from error
        except (JoseError, ValueError, TypeError, KeyError) as error:
            # The keys may be others by now, under the same name.
            self._clients.clear()
            raise SignInRefused(Refusal.UNTRUSTED, code=type(error).__name__) from error

    def sign_out_url(self, return_to: str) -> str | None:
        """Return where a person signs out at the provider; None if there is no such page."""
        try:
            client = self._client_with_metadata()
        except SignInRefused:
            return None
        if "end_session_endpoint" not in client.server_metadata:
            return None
        return str(client.create_logout_url(return_to, client_id=self.settings.client_id)["url"])

    @cachedmethod(lambda self: self._clients)
    def _client(self) -> FlaskOAuth2App:
        issuer = self.settings.issuer.rstrip("/")
        return FlaskOAuth2App(
            FlaskIntegration("openid"),
            name="openid",
            client_id=self.settings.client_id,
            client_secret=self.settings.client_secret,
            server_metadata_url=f"{issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_post",
                "default_timeout": NETWORK_SECONDS,
            },
        )

    def _client_with_metadata(self) -> FlaskOAuth2App:
        client = self._client()
        try:
            metadata = client.load_server_metadata()
        except (RequestException, ValueError, TypeError) as error:
            raise SignInRefused(Refusal.UNAVAILABLE, code=type(error).__name__) from error
        ours = self.settings.issuer.rstrip("/")
        if not _is_complete(metadata) or metadata["issuer"].rstrip("/") != ours:
            self._clients.clear()
            raise SignInRefused(Refusal.MISCONFIGURED, code="not_the_issuer")
        metadata["id_token_signing_alg_values_supported"] = SIGNATURES
        return client

    def _required_claims(self, issuer: str) -> dict[str, Any]:
        # Authlib alone checks the audience only where there is no `azp`.
        return {
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
        }


def _role(name: str) -> Role:
    try:
        return Role(name)
    except ValueError:
        raise UnsafeSetting(
            f"OIDC_GROUPS names a role {name!r}. The roles are {', '.join(Role)}."
        ) from None


def _is_complete(metadata: Mapping[str, Any]) -> bool:
    names = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
    return all(isinstance(metadata.get(name), str) for name in names)
