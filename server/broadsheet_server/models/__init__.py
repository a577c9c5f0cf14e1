"""All tables, as SQLModel classes. Importing this package registers them on `metadata`.

Ids are UUIDv7 (RFC 9562), times are UTC, every constraint has a name. Statements name a column as
`col(Article.headline)`, which mypy checks.
"""

from broadsheet_server.models.api_keys import ApiKey
from broadsheet_server.models.articles import (
    Article,
    ArticleAuthor,
    ArticleBody,
    ArticleBodyFile,
    ArticleContributor,
    ArticleImage,
    ArticleTag,
)
from broadsheet_server.models.audit_entries import AuditEntry
from broadsheet_server.models.base import TableModel
from broadsheet_server.models.changes import Change, ChangeHead, Follower
from broadsheet_server.models.hub_subscriptions import HubSubscription
from broadsheet_server.models.identities import ArticleIdentity, ArticleSource
from broadsheet_server.models.images import FetchedImage, Image, Rendition
from broadsheet_server.models.import_runs import ImportRun, ImportRunItem
from broadsheet_server.models.leases import Lease
from broadsheet_server.models.persisted_documents import PersistedDocument
from broadsheet_server.models.related import ArticleFeatures, Related, RelatedPin, StaleRelated
from broadsheet_server.models.revisions import Correction, Revision, Tombstone
from broadsheet_server.models.shares import Delivery, RelayState, Secret, Share, Suppression
from broadsheet_server.models.sources import ImportSource, SourceItem
from broadsheet_server.models.taxonomy import Alias, Author, Section, Tag
from broadsheet_server.models.translations import TranslationReference
from broadsheet_server.models.webhooks import Webhook, WebhookDelivery

__all__ = [
    "Alias",
    "ApiKey",
    "Article",
    "ArticleAuthor",
    "ArticleBody",
    "ArticleBodyFile",
    "ArticleContributor",
    "ArticleFeatures",
    "ArticleIdentity",
    "ArticleImage",
    "ArticleSource",
    "ArticleTag",
    "AuditEntry",
    "Author",
    "Change",
    "ChangeHead",
    "Correction",
    "Delivery",
    "FetchedImage",
    "Follower",
    "HubSubscription",
    "Image",
    "ImportRun",
    "ImportRunItem",
    "ImportSource",
    "Lease",
    "PersistedDocument",
    "Related",
    "RelatedPin",
    "RelayState",
    "Rendition",
    "Revision",
    "Secret",
    "Section",
    "Share",
    "SourceItem",
    "StaleRelated",
    "Suppression",
    "TableModel",
    "Tag",
    "Tombstone",
    "TranslationReference",
    "Webhook",
    "WebhookDelivery",
    "metadata",
]

metadata = TableModel.metadata
