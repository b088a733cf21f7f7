"""What may be expected, in plain words; see `_plain_wording`."""

from medmassage.export._plain_wording import Plain

EXPECTATIONS: dict[str, Plain] = {
    "achilles-tendinopathy-massage-effect-1": Plain(
        "726e9336",
        "In one study, massage of the sore tendon was a little better than exercise at four "
        "weeks. Later the two were about the same.",
    ),
    "ankle-sprain-recurrence-1": Plain(
        "c68120c0",
        "Some people sprain the ankle again: between 3 and 34 of 100.",
    ),
    "ankle-sprain-time-course-1": Plain(
        "e041f892",
        "After an ankle sprain, the pain drops fast in the first two weeks.",
    ),
    "ankle-sprain-time-course-2": Plain(
        "9f4957da",
        "Up to one in three people still has pain a year after an ankle sprain. Many are fully "
        "well within three years.",
    ),
    "ankle-sprain-time-course-3": Plain(
        "f48d52ca",
        "For about one in three people, some trouble with the ankle stays.",
    ),
    "anxiety-and-stress-massage-effect-1": Plain(
        "4c82023b",
        "In one small study, two massages a week for six weeks made people less anxious. In "
        "another, massage was no better than rest.",
    ),
    "arthritis-massage-effect-1": Plain(
        "7beb0a3c",
        "Our main source gives no times for arthritis itself.",
    ),
    "carpal-tunnel-syndrome-massage-effect-1": Plain(
        "0a21c3a9",
        "With massage for carpal tunnel syndrome, people had a stronger grip by the seventh visit.",
    ),
    "carpal-tunnel-syndrome-time-course-1": Plain(
        "3d75784b",
        "Carpal tunnel syndrome sometimes goes away by itself within months. This is more likely "
        "when it came with a pregnancy.",
    ),
    "chronic-pain-time-course-1": Plain(
        "c6e7050d",
        "Long-term pain has good days and bad days. Nobody can promise how it will go.",
    ),
    "cluster-headache-time-course-1": Plain(
        "99983dc7",
        "Cluster headaches come every day for one to three months. Then they may stay away for "
        "months or years.",
    ),
    "constipation-massage-effect-1": Plain(
        "beba8c0e",
        "In one study, people had belly massage beside laxatives. It was judged after eight weeks.",
    ),
    "constipation-time-course-1": Plain(
        "5f6fa4f8",
        "A change of food and more movement may help within days. Sometimes it takes weeks.",
    ),
    "de-quervain-time-course-1": Plain(
        "f791b92b",
        "Sore thumb tendons should begin to get better after four to six weeks of care. In all it "
        "may take several months.",
    ),
    "delayed-onset-muscle-soreness-massage-effect-1": Plain(
        "fe5be68f",
        "In studies, massage helped sore muscles most about two days after exercise.",
    ),
    "delayed-onset-muscle-soreness-time-course-1": Plain(
        "a4459243",
        "Sore muscles after exercise get worse for a day. They are at their worst after one to "
        "three days. By about a week they are well again.",
    ),
    "fibromyalgia-massage-effect-1": Plain(
        "d8ee92c9",
        "In studies, massage helped in courses of five weeks or more. Six months after a long "
        "course, only better sleep was left.",
    ),
    "frozen-shoulder-time-course-1": Plain(
        "97e777a1",
        "A frozen shoulder takes months or years to get better. Often it takes a year and a half "
        "to two years, and sometimes five.",
    ),
    "frozen-shoulder-time-course-2": Plain(
        "e1ae866e",
        "After twelve to eighteen months, some pain and stiffness can stay. By then most people "
        "have little trouble.",
    ),
    "gout-recurrence-1": Plain(
        "00520b77",
        "Gout can come back after months or years. It comes back more often if it is not treated.",
    ),
    "gout-time-course-1": Plain(
        "3dc6f847",
        "A gout attack lasts about five to seven days with treatment. Without treatment it lasts "
        "one to two weeks.",
    ),
    "groin-strain-time-course-1": Plain(
        "9a0df601",
        "Athletes with a small tear in the groin were often free of pain after about two weeks. A "
        "full tear took about eight weeks or more.",
    ),
    "groin-strain-time-course-2": Plain(
        "a1512cc0",
        "In one study of long-lasting groin pain, only about half of the people got fully back to "
        "sport.",
    ),
    "hamstring-strain-recurrence-1": Plain(
        "77546131",
        "Nearly one in three pulled hamstrings comes back in the first year. The second one is "
        "often worse.",
    ),
    "hamstring-strain-time-course-1": Plain(
        "65a23e50",
        "Athletes with a pulled hamstring are often back within about three weeks.",
    ),
    "hand-pain-massage-effect-1": Plain(
        "a620267e",
        "With a hand massage each week and self-massage each day, people saw a change at four "
        "weeks.",
    ),
    "iliotibial-band-syndrome-time-course-1": Plain(
        "15ad6a34",
        "Of athletes with outer knee pain from running who had no surgery, 44 of 100 were back at "
        "eight weeks. At six months, 92 of 100 were back.",
    ),
    "knee-osteoarthritis-massage-effect-1": Plain(
        "282e2737",
        "In one study, an hour of massage a week helped the knee by week eight. Sixteen weeks "
        "after the course, nothing was left of the gain.",
    ),
    "knee-osteoarthritis-massage-effect-2": Plain(
        "50efaf46",
        "Massage every other week for up to a year did not keep the gain.",
    ),
    "knee-pain-time-course-1": Plain(
        "fd6e535d",
        "Most knee pain begins to settle within six to twelve weeks.",
    ),
    "knee-sprain-time-course-1": Plain(
        "be191c85",
        "A mild knee sprain takes a few weeks. A bad one takes six weeks or longer.",
    ),
    "lateral-epicondylitis-recurrence-1": Plain(
        "a5712276",
        "Tennis elbow often comes back. Each time it tends to settle again.",
    ),
    "lateral-epicondylitis-time-course-1": Plain(
        "49c13828",
        "Tennis elbow often takes six months to two years. Nine in ten people are well within a "
        "year.",
    ),
    "lateral-epicondylitis-time-course-2": Plain(
        "e35cf979",
        "Another source gives six to eighteen months for tennis elbow.",
    ),
    "lower-back-pain-massage-effect-1": Plain(
        "ca678bb8",
        "In one study, a massage a week for ten weeks helped people with long-lasting back pain "
        "to do more. After a year, most of that gain was gone.",
    ),
    "lower-back-pain-recurrence-1": Plain(
        "00d79599",
        "It is normal for back pain to come back. In one study, about seven in ten people had it "
        "again within a year.",
    ),
    "lower-back-pain-time-course-1": Plain(
        "943d5ffc",
        "New back pain usually drops by more than half in the first month. After that it gets "
        "better more slowly, for about two more months.",
    ),
    "lower-back-pain-time-course-2": Plain(
        "56ff8948",
        "Half of the people with new back pain can do their usual things again in about a month. "
        "Half are free of pain in about two months. Some still have trouble after a year.",
    ),
    "lower-back-pain-time-course-3": Plain(
        "50ecc0c3",
        "New back pain drops a lot in six weeks. It drops further in six months.",
    ),
    "lower-back-pain-time-course-4": Plain(
        "c3128ffd",
        "Back pain that has lasted a long time gets better slowly. On average it drops by about a "
        "third in six weeks. After that it changes little.",
    ),
    "lymphedema-massage-effect-1": Plain(
        "3537048c",
        "In studies, lymph drainage did not bring the swelling down more than the usual care "
        "alone.",
    ),
    "maintenance-in-chronic-conditions": Plain(
        "747d8764",
        "If your trouble has lasted a long time, you may need a visit now and then to keep the "
        "gain.",
    ),
    "medial-epicondylitis-time-course-1": Plain(
        "a9c830d3",
        "Golfer's elbow takes weeks to years. Most cases are over within a year, but some trouble "
        "may stay.",
    ),
    "migraine-massage-effect-1": Plain(
        "d3dab87e",
        "In one study, people had fewer migraine attacks in six weeks of massage and for three "
        "weeks after.",
    ),
    "migraine-time-course-1": Plain(
        "0c5d5b3c",
        "A migraine attack that is not treated lasts from four hours to three days.",
    ),
    "muscle-contusion-complication-1": Plain(
        "2e53c4e5",
        "After a hard blow to the thigh, bone formed in the muscle in about one in eleven people. "
        "Watch for a firm, sore lump after two to three weeks.",
    ),
    "muscle-contusion-time-course-1": Plain(
        "1e9f555e",
        "With a deep bruise of the thigh, people were out for about two weeks if it was mild. "
        "They were out for about three weeks if it was bad.",
    ),
    "muscle-strain-time-course-1": Plain(
        "27103f6e",
        "Most pulled muscles feel better after two weeks. Hard exercise may have to wait up to "
        "eight weeks. Bad ones take months.",
    ),
    "myofascial-pain-syndrome-massage-effect-1": Plain(
        "6b5af839",
        "A muscle knot is less sore right after it is pressed. It is less sure that you will feel "
        "less pain.",
    ),
    "neck-pain-massage-effect-1": Plain(
        "8c01b37f",
        "With an hour of massage two or three times a week, a change shows by about five weeks. "
        "Later gains are not sure.",
    ),
    "neck-pain-massage-effect-2": Plain(
        "f9e5b15d",
        "More massage after the course helped at first. By twenty-six weeks the extra gain had "
        "faded.",
    ),
    "neck-pain-recurrence-1": Plain(
        "e7dc4f5c",
        "Neck pain often comes back. Between half and three quarters of people have it again one "
        "to five years later.",
    ),
    "neck-pain-time-course-1": Plain(
        "ffdc8b5e",
        "New neck pain often starts to ease in about two weeks. It is much less by six to eight "
        "weeks.",
    ),
    "osteoarthritis-time-course-1": Plain(
        "1bc19c61",
        "Exercise may make the joint hurt more at first. The gain comes later, when you do it "
        "often.",
    ),
    "plantar-fasciitis-massage-effect-1": Plain(
        "90ad11cb",
        "People who had sore spots in the calf pressed, and who stretched too, did better at one "
        "month than people who only stretched.",
    ),
    "plantar-fasciitis-time-course-1": Plain(
        "6d16c197",
        "Heel pain usually takes three to six months. It takes nine months or more if you stand "
        "or run a lot.",
    ),
    "poor-sleep-massage-effect-1": Plain(
        "2c0b4cde",
        "People with long-lasting back pain slept better after five weeks with two half-hour "
        "massages a week.",
    ),
    "post-operative-scar-time-course-1": Plain(
        "3363568b",
        "A scar gets softer over several months. It can take 18 months to two years until it no "
        "longer changes.",
    ),
    "realistic-outcome-and-time": Plain(
        "af4fed32",
        "Be realistic about what massage can do, and about the time it takes.",
    ),
    "recovery-varies": Plain(
        "c5801341",
        "Each person gets better in their own time. It also depends on what you have.",
    ),
    "relief-at-once-or-gradual": Plain(
        "39103849",
        "Some people feel better right after the first visit. Others get better bit by bit over "
        "several visits.",
    ),
    "rheumatoid-arthritis-massage-effect-1": Plain(
        "ab603fc6",
        "With a medium arm massage once a week, people had less pain and a better grip at four "
        "weeks.",
    ),
    "sciatica-time-course-1": Plain(
        "ef7d69e1",
        "Sciatica often settles in four to six weeks. Sometimes it takes longer.",
    ),
    "sciatica-time-course-2": Plain(
        "93ff712b",
        "Clear relief from sciatica takes six to twelve weeks on average. Most people are getting "
        "better by three months.",
    ),
    "shoulder-pain-massage-effect-1": Plain(
        "76a85120",
        "In one study, people with long-lasting shoulder pain had massage once a week for twelve "
        "weeks. Then 55 of 100 felt better. Of those who waited, 14 of 100 did.",
    ),
    "shoulder-pain-time-course-1": Plain(
        "10f62f72",
        "What you do yourself takes about two weeks to begin to help. It can take six months or "
        "longer to get fully well.",
    ),
    "soft-tissue-injury-time-course-1": Plain(
        "2b985c05",
        "An injury like this usually takes six to eight weeks to heal.",
    ),
    "sprain-time-course-1": Plain(
        "5850a702",
        "Most sprains feel better after two weeks. Hard exercise may have to wait up to eight "
        "weeks. Bad ones take months.",
    ),
    "temporomandibular-disorder-time-course-1": Plain(
        "83c63004",
        "Jaw pain like this is usually not serious. It mostly gets better without treatment.",
    ),
    "tendonitis-time-course-1": Plain("e0f250b6", "Tendons change slowly. Count in months."),
    "tension-type-headache-time-course-1": Plain(
        "b727b86d",
        "A tension headache lasts at least half an hour. Sometimes it lasts for days.",
    ),
    "whiplash-time-course-1": Plain(
        "87516857",
        "Pain and stiffness usually get worse for a day or so. Then they get better over weeks.",
    ),
    "whiplash-time-course-2": Plain(
        "76890411",
        "About half of the people still have neck trouble a year after a whiplash injury. With a "
        "lot of pain at the start it takes longer.",
    ),
    "whiplash-time-course-3": Plain(
        "ce23b78d",
        "In one large study, people were well after 32 days on average. About one in eight was "
        "not well after six months.",
    ),
}
"""By the id of the record."""
