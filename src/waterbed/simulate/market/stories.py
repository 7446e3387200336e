"""Both sides' stories of a street market, each as a claim that a study can be asked."""

from __future__ import annotations

from dataclasses import dataclass

from waterbed.simulate.market.counts import AGAINST, COMPLAINTS, LISTED, SEEN

COUNCIL, COLLECTIVE = "Council", "Collective of people who sell"
NEXT_DOOR = "next door"


@dataclass(frozen=True, slots=True)
class Story:
    """One row.

    id, side, words : as a claim has them
    kind, outcome, zone : how the study asks it
    tested_by : for what counts cannot tell, what could
    leaves : what it would leave in the counts, in a sentence
    """

    id: str
    side: str
    words: str
    kind: str
    leaves: str
    outcome: str = ""
    zone: str = ""
    tested_by: str = ""


STORIES = (
    Story("deters", COUNCIL, "Residents are troubled less, here and next door taken together.",
          "fell", "Complaints fall here and do not rise next door.", COMPLAINTS, "net"),
    Story("emptier", COUNCIL, "Fewer people are on the street here.", "fell",
          "Fewer are counted here by night.", SEEN, "target"),
    Story("moves next door", COLLECTIVE, "They have only moved next door.", "moved",
          "As many more are counted next door as fewer here.", SEEN, NEXT_DOOR),
    Story("moves indoors", COLLECTIVE, "It has gone indoors.", "rose",
          "More adverts of indoor work here.", LISTED, "target"),
    Story("harms", COLLECTIVE, "There is more violence against people who sell.", "harm-rose",
          "A charity is told of more.", AGAINST, "target"),
    Story("protects", COUNCIL, "There is less violence against people who sell.", "harm-fell",
          "A charity is told of less.", AGAINST, "target"),
    Story("silences", COLLECTIVE, "They no longer tell the police of it.", "reporting-fell",
          "The police record less than the charity's count would lead one to expect.", AGAINST,
          "target"),
    Story("frees", COUNCIL, "People come free of those who control them.", "needs",
          "Nothing by itself in any of these counts.",
          tested_by="outcomes of referrals, or two waves of interviews with people who sell"),
    Story("rushes", COLLECTIVE, "There is no time to look a man over.", "needs",
          "Nothing by itself in any of these counts.",
          tested_by="interviews before and after on how long they talk before they agree"),
    Story("messages alone", COUNCIL, "Messages to buyers would do it alone.", "needs",
          "As deters, where nothing but messages is done.",
          tested_by="an area with messages alone beside areas with nothing"),
    Story("stops", COUNCIL, "People have stopped selling for want of custom.", "needs",
          "Fewer are counted here and next door together, and no more adverts.",
          tested_by="the same people asked before and after whether they sell, here or elsewhere"),
    Story("pushes in", COLLECTIVE, "Sanctions of benefits push people into it.", "needs",
          "More are counted where sanctions rise, here and everywhere.",
          tested_by="sanctions by area and month beside counts of people on the street"),
)  # fmt: skip
