"""The changes of the seed's pull requests, with patches that the pages show."""

from __future__ import annotations

from dataclasses import dataclass

from webhooks.sandbox.state import ChangedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A pull request to be opened, and for past ones how many days ago it was merged."""

    repository: str
    author: str
    title: str
    body: str
    files: tuple[ChangedFile, ...]
    days_ago: int = 0


def changed(path: str, patch: str, *, status: str = "modified") -> ChangedFile:
    """Make a changed file whose counts are those of its patch."""
    lines = patch.splitlines()
    return ChangedFile(
        path=path,
        status=status,
        additions=sum(line.startswith("+") for line in lines),
        deletions=sum(line.startswith("-") for line in lines),
        patch=patch,
    )


_PAGE = """\
@@ -0,0 +1,16 @@
+---
+title: mesheryctl model import
+---
+
+Import models from a file, a folder or an archive.
+
+```bash
+mesheryctl model import --file ./models.tar.gz
+```
+
+| Flag | Takes |
+|---|---|
+| `--file`, `-f` | a `.yaml`, a `.tar.gz`, or a folder of either |
+| `--skip-register` | nothing; checks the models and changes nothing |
+
+A path that does not exist is refused before anything is sent."""

_COMMAND = """\
@@ -31,5 +31,8 @@ var importModelCmd = &cobra.Command{
     RunE: func(cmd *cobra.Command, args []string) error {
         path, _ := cmd.Flags().GetString("file")
-        return importModels(path)
+        if _, err := os.Stat(path); err != nil {
+            return ErrImportPath(path, err)
+        }
+        return importModels(path)
     },
 }"""

_TEST = """\
@@ -58,2 +58,9 @@ func TestImportModel(t *testing.T) {
     }
 }
+
+func TestImportModelRefusesAMissingPath(t *testing.T) {
+    err := run(t, "model", "import", "--file", "no/such/file")
+    if !strings.Contains(err.Error(), "no/such/file") {
+        t.Fatalf("the error does not name the path: %v", err)
+    }
+}"""

WAITING_CHANGE = (
    changed("docs/content/en/reference/mesheryctl/model/import/_index.md", _PAGE, status="added"),
    changed("mesheryctl/internal/cli/root/model/import.go", _COMMAND),
    changed("mesheryctl/internal/cli/root/model/import_test.go", _TEST),
)

_RETRY = """\
@@ -88,3 +88,4 @@ func (r *BrokerReconciler) Reconcile(
     if err := r.Get(ctx, req.NamespacedName, broker); err != nil {
-        return ctrl.Result{}, err
+        // A broker that is gone needs no second look.
+        return ctrl.Result{}, client.IgnoreNotFound(err)
     }"""

_PROBE = """\
@@ -41,3 +41,8 @@ spec:
           resources:
             limits:
               memory: 256Mi
+          readinessProbe:
+            httpGet:
+              path: /readyz
+              port: 8081
+            initialDelaySeconds: 5"""

_GENERIC = """\
@@ -12,2 +12,3 @@
 Meshery manages Kubernetes clusters and the workloads in them.
-It is extensible.
+It is extensible: adapters, models and user interface plugins are all kept in
+repositories of their own."""


def _operator(title: str, body: str, path: str, patch: str) -> Change:
    return Change(
        repository="meshery/meshery-operator",
        author="tomas-rey",
        title=title,
        body=body,
        files=(changed(path, patch),),
    )


OPERATOR_CHANGES = (
    _operator(
        "Do not retry a broker that is gone",
        "The reconciler asked for it forever.",
        "controllers/broker_controller.go",
        _RETRY,
    ),
    _operator(
        "Do not retry a MeshSync that is gone",
        "As for the broker.",
        "controllers/meshsync_controller.go",
        _RETRY,
    ),
    _operator(
        "Say when the operator is ready",
        "Rolling updates waited for nothing.",
        "config/manager/manager.yaml",
        _PROBE,
    ),
    _operator(
        "Say when the broker is ready",
        "With the same probe.",
        "config/manifests/broker.yaml",
        _PROBE,
    ),
    _operator(
        "Say when MeshSync is ready",
        "And the last of the three.",
        "config/manifests/meshsync.yaml",
        _PROBE,
    ),
)


def _past(days_ago: int, repository: str, author: str, title: str, path: str) -> Change:
    return Change(
        repository=f"meshery/{repository}",
        author=author,
        title=title,
        body="",
        files=(changed(path, _GENERIC),),
        days_ago=days_ago,
    )


PAST_CHANGES = (
    _past(33, "meshery", "ravi-menon", "[mesheryctl] Shorten help texts", "mesheryctl/help.go"),
    _past(30, "docs", "yuki-hara", "Explain adapters in one page", "content/adapters.md"),
    _past(26, "meshery", "yuki-hara", "[Docs] Say what a model is", "docs/content/en/models.md"),
    _past(19, "meshery", "lena-vogt", "[UI] Keep the sidebar open", "ui/components/Sidebar.tsx"),
    _past(12, "meshery-operator", "ravi-menon", "Bump controller-runtime", "go.mod"),
    _past(8, "meshery", "yuki-hara", "[Docs] Fix two links", "docs/content/en/guides/_index.md"),
    _past(5, "docs", "yuki-hara", "A glossary", "content/glossary.md"),
)
