"""Names that stay taken after a deletion: a workspace's for 14 days in its group, a key vault's anywhere for 90."""

from portal.emulator.routes import ML
from portal.emulator.scene import EmulatedResource, Scene
from portal.emulator.wire import AzureRefusal, conflict

WORKSPACE = f"{ML}/workspaces"
VAULT = "Microsoft.KeyVault/vaults"
WORKSPACE_SECONDS = 14 * 86400
VAULT_SECONDS = 90 * 86400


def remember(scene: Scene, gone: EmulatedResource) -> None:
    """Keeps the names of what goes: of a resource itself and of everything below it."""
    below = [one for type_ in (WORKSPACE, VAULT) for one in scene.of_type(type_, gone.id + "/")]
    for one in [gone, *below]:
        if one.type in (WORKSPACE, VAULT):
            scene.connection.execute(
                "INSERT OR REPLACE INTO deleted (key, name, location, at) VALUES (?, ?, ?, ?)",
                (one.id.lower(), one.name, str(one.body.get("location")), scene.now),
            )


def forget(scene: Scene, id_: str) -> None:
    """Frees a name."""
    scene.connection.execute("DELETE FROM deleted WHERE key = ?", (id_.lower(),))


def refuse_workspace(scene: Scene, id_: str) -> None:
    """Refuses a workspace whose name is still taken by a deleted one."""
    row = scene.connection.execute("SELECT name, at FROM deleted WHERE key = ?", (id_.lower(),)).fetchone()
    if row is not None and row["at"] + WORKSPACE_SECONDS > scene.now:
        raise conflict(
            f"Soft-deleted workspace exists. Please purge or recover it. Workspace name: '{row['name']}'. "
            "https://aka.ms/wsoftdelete",
        )


def refuse_vault(scene: Scene, id_: str, mode: str) -> None:
    """Refuses a vault whose name is still taken by a deleted one, unless that very one is to be recovered."""
    tail = f"/providers/{VAULT}/{id_.rsplit('/', 1)[1]}".lower()
    rows = scene.connection.execute(
        "SELECT key, at FROM deleted WHERE substr(key, -?) = ?", (len(tail), tail)
    ).fetchall()
    for row in rows:
        if row["at"] + VAULT_SECONDS <= scene.now:
            continue
        if mode.lower() == "recover" and row["key"] == id_.lower():
            forget(scene, id_)
            continue
        raise AzureRefusal(
            409,
            "ConflictError",
            "A vault with the same name already exists in deleted state. You need to either recover or purge existing "
            "key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft "
            "delete.",
        )
