"""What people and Apps do on the sandbox, one call a change."""

from __future__ import annotations

from webhooks.sandbox.checks import Checks
from webhooks.sandbox.errors import RefusedError
from webhooks.sandbox.state import Comment, Reaction

REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")


class World(Checks):
    """A GitHub in memory. Every change is one call, and tells the listeners of it.

    Repositories are named `owner/name` and people by their login. An App acts by the login
    of its bot, `<slug>[bot]`; what it writes says that it was performed via the App.
    """

    def comment(
        self, repo: str, number: int, login: str, body: str, *, via_app_id: int | None = None
    ) -> Comment:
        """Comment on an issue or a pull request.

        Args:
            repo: The repository.
            number: The thread.
            login: The author; the bot of an App where the App writes.
            body: Markdown.
            via_app_id: The App that writes with this person's token, where one does.
        """
        with self.change():
            thread = self.thread(repo, number)
            author, now = self.account(login), self.now()
            comment = Comment(
                id=self.numbers.next("comment"),
                repository_id=thread.repository_id,
                number=number,
                author_id=author.id,
                body=body,
                created_at=now,
                updated_at=now,
                via_app_id=via_app_id or author.app_id,
            )
            thread.comments.append(comment)
            thread.updated_at = self.now()
            self.tell("issue_comment", "created", thread, by=login, comment=comment)
            return comment

    def edit_comment(self, repo: str, comment_id: int, login: str, body: str) -> Comment:
        """Replace the text of a comment; the webhook tells what it was before."""
        with self.change():
            thread, comment = self.find_comment(repo, comment_id)
            before, comment.body = comment.body, body
            comment.updated_at = self.now()
            if before != body:
                changes = {"body": {"from": before}}
                self.tell(
                    "issue_comment", "edited", thread, by=login, comment=comment, changes=changes
                )
            return comment

    def delete_comment(self, repo: str, comment_id: int, login: str) -> None:
        """Delete a comment."""
        with self.change():
            thread, comment = self.find_comment(repo, comment_id)
            thread.comments.remove(comment)
            thread.updated_at = self.now()
            self.tell("issue_comment", "deleted", thread, by=login, comment=comment)

    def react(self, repo: str, comment_id: int, login: str, content: str) -> Reaction:
        """Leave an emoji on a comment; the same one twice is one. GitHub sends no webhook."""
        with self.change():
            _, comment = self.find_comment(repo, comment_id)
            user = self.account(login)
            if content not in REACTIONS:
                raise RefusedError(f"{content} is no reaction")
            for reaction in comment.reactions:
                if (reaction.user_id, reaction.content) == (user.id, content):
                    return reaction
            reaction = Reaction(
                id=self.numbers.next("reaction"),
                user_id=user.id,
                content=content,
                created_at=self.now(),
            )
            comment.reactions.append(reaction)
            return reaction

    def unreact(self, repo: str, comment_id: int, reaction_id: int) -> bool:
        """Take an emoji back; False where there is none of that id."""
        with self.change():
            _, comment = self.find_comment(repo, comment_id)
            kept = [it for it in comment.reactions if it.id != reaction_id]
            found = len(kept) < len(comment.reactions)
            comment.reactions = kept
            return found
