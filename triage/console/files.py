"""Files that people sent: in a lead's panel, on a page of their own, played, and taken out.

Decided here: what came from a person is answered with a type of our own, in a sandbox without a
right to anything, kept by no cache, and each time it leaves it is written down who had it.
"""

from __future__ import annotations

import io
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    send_file,
)
from werkzeug.wrappers import Response as AnyResponse

from triage.console import PREFIX
from triage.console.who import PATIENTS, allowed, current, the_house
from triage.errors import Conflict, NotFound
from triage.services.files import files
from triage.services.files.files import FileView, OpenedFile
from triage.services.house import House
from triage.services.leads.opened import OpenedLead
from triage.storage import Tx

bp = Blueprint("files", __name__, url_prefix=PREFIX)

_BOXED = "sandbox; default-src 'none'"
_PICTURE = "image/jpeg"


def panel(house: House, tx: Tx, lead: OpenedLead) -> dict[str, Any]:
    """What the lead's page shows of its files: `all`, newest first, and how many `wait`."""
    found = files.of_lead(tx, lead.id, lead.person_id) if lead.key is not None else []
    return {"all": found, "waiting": sum(view.state == "pending" for view in found)}


@bp.get("/files/<file_id>")
@allowed(*PATIENTS)
def show(file_id: str) -> str:
    """One file on a page of its own; `?page=2` shows that page of it."""
    view = _find(file_id).view
    page = request.args.get("page", 1, type=int)
    if page != 1 and not 1 <= page <= view.pages:
        abort(404)
    if view.is_sound:
        g.more_policy = "media-src 'self'; "
    return render_template("console/file.html", file=view, page=page)


@bp.get("/files/<file_id>/page/<int:page>")
@allowed(*PATIENTS)
def picture(file_id: str, page: int) -> Response:
    """The picture of one page, made by us."""
    found = _find(file_id)
    if not 1 <= page <= found.view.pages:
        abort(404)
    content = _open(found, str(page))
    files.note_look(the_house(), found, current(), "view_file", page=page)
    return _boxed(content, _PICTURE)


@bp.get("/files/<file_id>/thumb")
@allowed(*PATIENTS)
def small(file_id: str) -> Response:
    """The small copy on a lead's page: a look at that page is recorded with the page."""
    return _boxed(_open(_find(file_id), files.SMALL), _PICTURE)


@bp.get("/files/<file_id>/sound")
@allowed(*PATIENTS)
def sound(file_id: str) -> Response:
    """A voice note for the player of its page, whole or by ranges as browsers ask."""
    found = _find(file_id)
    if not found.view.is_sound:
        abort(404)
    content = _open(found, files.part_to_take(found.view))
    wanted = request.headers.get("Range", "bytes=0-")
    if wanted.startswith("bytes=0-"):  # what follows belongs to the same hearing
        files.note_look(the_house(), found, current(), "hear_file")
    answer = send_file(
        io.BytesIO(content), mimetype=found.view.content_type, conditional=True, max_age=None
    )
    return _box(answer)


@bp.get("/files/<file_id>/download")
@allowed(*PATIENTS)
def download(file_id: str) -> Response:
    """The file to keep: a picture as we made it, anything else as it came."""
    found = _find(file_id)
    part = files.part_to_take(found.view)
    content = _open(found, part)
    files.note_look(the_house(), found, current(), "download_file")
    is_ours = part != files.ORIGINAL
    answer = _boxed(content, _PICTURE if is_ours else found.view.content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.view.download_name}"'
    return answer


@bp.post("/leads/<lead_id>/files/<file_id>/again")
@allowed(*PATIENTS)
def again(lead_id: str, file_id: str) -> AnyResponse:
    """Have a file that failed fetched once more."""
    house = the_house()
    try:
        with house.store.transaction() as tx:
            if files.find(tx, file_id).view.lead_public_id != lead_id:
                abort(404)
            files.try_again(house, tx, file_id, current())
        flash("The file is asked for again. It may take a minute.", "good")
    except NotFound:
        abort(404)
    except Conflict as refused:
        flash(str(refused), "bad")
    return redirect(f"{PREFIX}/leads/{lead_id}#files")


def _find(file_id: str) -> OpenedFile:
    with the_house().store.reading() as tx:
        try:
            return files.find(tx, file_id)
        except NotFound:
            abort(404)


def _open(found: OpenedFile, part: str) -> bytes:
    try:
        return files.open_part(the_house(), found, part)
    except NotFound:
        abort(404)


def _boxed(content: bytes, content_type: str) -> Response:
    return _box(Response(content, content_type=content_type))


def _box(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = _BOXED
    answer.headers["Cache-Control"] = "no-store"
    return answer


def describe_size(view: FileView) -> str:
    """A size for people: "340 kB"."""
    size = view.size or 0
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} kB"


bp.add_app_template_filter(describe_size, "file_size")
