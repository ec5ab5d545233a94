#!/usr/bin/env bash
# A project made from one folder of a Git repository of templates can never be updated, and the copy does not say
# so.
#
# Versions: copier 9.19.1, any Git.
# Expected: a template that lies in a tagged, clean Git repository is recorded with its version, so that `copier
#   update` works; if not, `copier copy` says that this project will have no updates.
# Seen: `copier copy repository/catalog/basic` succeeds and writes no `_commit`; its only hint is "Copying from
#   template version None", and not even that with --quiet. Only a folder that is a repository's root counts as
#   versioned. The first `copier update`, perhaps months later, ends with "cannot obtain old template references".
#   The root as source, with `_subdirectory` in its copier.yml, does record the tag; but then all templates share
#   that one copier.yml.
# Meaning: one repository for each template, or keep the base of the merge yourself. A check on the day of the copy:
#   the answers file has a line `_commit`.
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install --quiet --disable-pip-version-check --no-compile copier==9.19.1

export GIT_AUTHOR_NAME=one GIT_AUTHOR_EMAIL=one@example.org GIT_COMMITTER_NAME=one GIT_COMMITTER_EMAIL=one@example.org
mkdir -p "$room/repository/catalog/basic"
cd "$room/repository"
echo '{{ _copier_answers|to_nice_yaml }}' >'catalog/basic/{{ _copier_conf.answers_file }}.jinja'
echo 'name: {type: str, default: churn}' >catalog/basic/copier.yml
printf '_subdirectory: catalog/basic\nname: {type: str, default: churn}\n' >copier.yml
git init --quiet && git add --all && git commit --quiet --message first && git tag v1.0.0

cd "$room"
for source in "$room/repository/catalog/basic" "$room/repository"; do
    rm -rf project
    venv/bin/copier copy --quiet --defaults "$source" project
    (
        cd project
        git init --quiet && git add --all && git commit --quiet --message made
        commit=$(grep '^_commit' .copier-answers.yml || echo 'no _commit')
        update=$(../venv/bin/copier update --quiet --defaults 2>&1 && echo 'update works' || true)
        echo "${source#"$room"/}: $commit; $update"
    )
done | tee seen
grep -q '^repository/catalog/basic: no _commit; Cannot update because cannot obtain old template' seen
grep -q '^repository: _commit: v1.0.0; update works' seen
