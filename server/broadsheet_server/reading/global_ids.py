"""Global object identification (Relay): opaque ids that name their type, valid in one spelling only."""

from uuid import UUID

from broadsheet_server.storage import base64url


def global_id(type_name: str, uuid: UUID) -> str:
    """The opaque id of an object: base64url of `Type:hex`."""
    return base64url.encode(f"{type_name}:{uuid.hex}".encode())


def read_global_id(text: str) -> tuple[str, UUID] | None:
    """The type and the UUID in an opaque id; None for everything that `global_id` would not have written."""
    try:
        type_name, _, digits = base64url.decode(text).decode("ascii").partition(":")
        uuid = UUID(hex=digits)
    except ValueError:
        return None
    return (type_name, uuid) if digits == uuid.hex else None


def uuid_of(type_name: str, text: str) -> UUID | None:
    """The UUID of an object that has to be of this type; None for an id of anything else."""
    parts = read_global_id(text)
    return parts[1] if parts is not None and parts[0] == type_name else None
