"""Where the desk's pages are."""

from django.urls import path
from django.views.i18n import set_language

from desk.views import (
    article,
    binder,
    checking,
    editing,
    intake,
    live,
    logging,
    picture,
    replies,
    sourcing,
    versions,
)

app_name = "desk"

urlpatterns = [
    path("language/", set_language, name="language"),
    path("articles/new/", intake.new, name="new-article"),
    path("articles/<uuid:pk>/", article.page, name="article"),
    path("articles/<uuid:pk>/text/", article.text, name="text"),
    path("articles/<uuid:pk>/list/", article.overview, name="list"),
    path("articles/<uuid:pk>/claims/<uuid:claim>/", article.page, name="claim"),
    path("claims/<uuid:pk>/findings/", article.findings, name="findings"),
    path("claims/<uuid:pk>/timeline/", article.timeline, name="timeline"),
    path("articles/<uuid:pk>/picture/", picture.of_article, name="article-picture"),
    path("articles/<uuid:pk>/binder/", binder.page, name="binder"),
    path("articles/<uuid:pk>/binder/pdf/", binder.as_pdf, name="binder-pdf"),
    path("claims/<uuid:pk>/picture/", picture.of_claim, name="claim-picture"),
    path("articles/<uuid:pk>/edit/", versions.edit, name="edit-text"),
    path("articles/<uuid:pk>/versions/", versions.versions, name="versions"),
    path("articles/<uuid:pk>/places/", versions.places, name="places"),
    path("articles/<uuid:pk>/events/", live.events, name="events"),
    path("articles/<uuid:pk>/here/", live.here, name="here"),
    path("claims/<uuid:pk>/edit/", editing.edit, name="edit"),
    path("claims/<uuid:pk>/since/", live.since, name="since"),
    path("claims/<uuid:pk>/decide/", checking.decide, name="decide"),
    path("claims/<uuid:pk>/assign/", checking.assign, name="assign"),
    path("claims/<uuid:pk>/evidence/", checking.add_evidence, name="evidence"),
    path("replies/", replies.page, name="replies"),
    path("replies/parties/", replies.offer, name="parties"),
    path("replies/about/<uuid:claim>/", replies.ask, name="ask"),
    path("replies/<uuid:pk>/attempt/", replies.attempt, name="attempt"),
    path("replies/<uuid:pk>/outcome/", replies.outcome, name="outcome"),
    path("articles/<uuid:pk>/log/", logging.log, name="log"),
    path("articles/<uuid:pk>/log/again/", logging.restore, name="restore"),
    path("articles/<uuid:pk>/log/read/", sourcing.read, name="read"),
    path("articles/<uuid:pk>/log/sources/", sourcing.sources, name="sources"),
    path("articles/<uuid:pk>/drafts/", logging.unfinished, name="drafts"),
    path("articles/<uuid:pk>/drafts/<uuid:draft>/", logging.keep, name="keep"),
    path("drafts/<uuid:draft>/", logging.resume, name="resume"),
    path("drafts/<uuid:draft>/discard/", logging.discard, name="discard"),
    path("claims/<uuid:pk>/sourcing/", sourcing.sourcing, name="sourcing"),
    path("rows/<uuid:pk>/", sourcing.row, name="row"),
    path("rows/<uuid:pk>/withdraw/", sourcing.withdraw, name="withdraw"),
    path("token/", logging.token, name="token"),
    path("back/", logging.back, name="back"),
]
