"""Advice, in plain words, where the record itself is hard to read; see `_plain_wording`."""

from medmassage.export._plain_wording import Plain

ADVICE: dict[str, Plain] = {
    "achilles-loading": Plain(
        "1787da6f",
        "Exercise your calf and heel cord at least twice a week. Stay within the pain that you "
        "can bear.",
    ),
    "ankle-check-fracture": Plain(
        "1c298daf",
        "If a bone is sore to press, or you cannot take four steps, see a doctor first. The "
        "doctor decides about an X-ray.",
    ),
    "calf-clot-check": Plain(
        "362d94ad",
        "If one leg is swollen and sore, get it checked for a clot before anyone rubs or rolls it.",
    ),
    "chronic-pain-group-exercise": Plain(
        "c24ae9fc",
        "Ask for an exercise group that someone guides. Stay active for your health.",
    ),
    "cluster-specialist": Plain(
        "adce60f9",
        "See a specialist about cluster headache. A specialist can arrange oxygen, and ways to "
        "prevent it.",
    ),
    "contusion-flexed-knee": Plain(
        "aa1366b5",
        "After a hard blow to the thigh, let a doctor set up the care of the first day. People "
        "who kept the knee bent that day, and then moved early, were often back soon.",
    ),
    "cts-refer": Plain(
        "e4ce9e06",
        "See a doctor if your hand is numb all the time, or if a thumb muscle gets thin. See one "
        "too if it gets worse or no better. The doctor may send you to a surgeon.",
    ),
    "doms-dark-urine": Plain(
        "247d1e83",
        "Get emergency care if your urine is brown and your muscles hurt or swell a lot after "
        "hard exercise.",
    ),
    "fibro-education": Plain(
        "4bd30805",
        "Begin by learning about what you have. Start with care that needs no drugs, and decide "
        "on it with your doctor.",
    ),
    "golfers-elbow-exercise": Plain(
        "3f0074ad",
        "Exercise your wrist and forearm step by step for at least six to eight weeks. This is "
        "the main thing you can do. Change your grips, and avoid heavy lifting.",
    ),
    "groin-active-not-passive": Plain(
        "4148453c",
        "For groin pain that lasts, choose exercises that make you stronger. In one study, few "
        "athletes got back to sport free of pain without them.",
    ),
    "hamstring-lengthening": Plain(
        "8cbcd71f",
        "Ask about exercises that make the muscle longer while it works. In studies, people got "
        "back faster and were hurt again less often. This is not sure.",
    ),
    "hand-oa-pacing": Plain(
        "815440d3",
        "Learn ways of working that are easy on your joints. Take your time with tasks, and use "
        "tools that help.",
    ),
    "hand-self-massage": Plain(
        "2edb0ca1",
        "You may rub your hands each day, beside a weekly visit. In small studies, people had "
        "less pain and a stronger grip.",
    ),
    "headache-gp-frequency": Plain(
        "6293d228",
        "See a doctor if your headaches are bad, or if you have several a week. Get help at once "
        "for a sudden headache. Get help at once too for a headache with fever, a stiff neck, "
        "confusion, weakness or a blow to the head.",
    ),
    "headache-limit-painkillers": Plain(
        "d334f25b",
        "Pain pills and migraine pills can cause headache themselves when you take them often. If "
        "you take them on many days each month, ask a doctor.",
    ),
    "heel-see-physician": Plain(
        "3600f063",
        "See a doctor if your heel is no better after two weeks. Go sooner if it tingles or is "
        "numb, or if you have diabetes.",
    ),
    "hot-joint-emergency": Plain(
        "b4ff0602",
        "Get medical care the same day if a joint is hot, swollen and hard to move.",
    ),
    "inflammatory-arthritis-activity": Plain(
        "7b5f2ed9",
        "Be active often. Work on fitness, strength, bending and balance. Plan it with your care "
        "team. It is seen as safe and useful.",
    ),
    "lbp-emergency": Plain(
        "e46efc4b",
        "Go to an emergency room if you are numb between the legs. Go too if you have new trouble "
        "with your bladder or bowel, or if both legs are weak.",
    ),
    "lbp-exercise-chronic": Plain(
        "11a6d15b",
        "If your back has hurt for more than three months, try exercise before medicine. Walking, "
        "yoga and tai chi are examples.",
    ),
    "lbp-massage-with-exercise": Plain(
        "98129ab3",
        "Have massage along with exercise. Massage is not the whole treatment.",
    ),
    "lbp-mindfulness-chronic": Plain(
        "217a14cd",
        "Beside moving, you may try mindfulness, relaxing your muscles step by step, or a talking "
        "therapy called CBT. They are worth trying.",
    ),
    "lbp-reassure": Plain(
        "75a79d9f",
        "Most new back pain gets better with time, whatever is done. So stay away from costly or "
        "risky treatments early on.",
    ),
    "lymphedema-move-compress": Plain(
        "b0f8ac36",
        "Move in a flowing way and build up slowly. Have compression fitted by a lymphedema "
        "specialist. It helps to control the swelling.",
    ),
    "migraine-routine": Plain(
        "2a81acad",
        "Sleep and eat at set times. Drink enough. Go easy on caffeine and alcohol, and exercise "
        "often.",
    ),
    "neck-headache-exercise": Plain(
        "20f2e594",
        "Ask about light exercises for the neck and shoulder blades. Experts advise them.",
    ),
    "oa-exercise": Plain(
        "ae2f281f",
        "Make exercise your main treatment. It should fit you, make your muscles stronger and "
        "make you breathe harder. You may be sore at first. This tends to fade when you do it "
        "often.",
    ),
    "oa-weight": Plain(
        "31c09995",
        "If you are overweight, work on your weight too. It is the other main treatment, beside "
        "exercise.",
    ),
    "patellar-loading": Plain(
        "88ff6f9c",
        "Put more load on the tendon in steps, over months. Do not just rest it.",
    ),
    "rotator-cuff-exercise": Plain(
        "8e8762ff",
        "Begin by learning about your shoulder. Do an exercise program for about twelve weeks "
        "before you think of scans.",
    ),
    "scar-self-massage": Plain(
        "413250ba",
        "Wait until the stitches are out and no scab is left. Then rub the scar with plain cream "
        "in small circles, lightly at first. Do it for about ten minutes, two or three times a "
        "day.",
    ),
    "sciatica-keep-moving": Plain(
        "11f3d209",
        "Go on with daily life, and start gentle exercise early. Hours of lying or sitting may "
        "make sciatica last longer.",
    ),
    "sleep-cbti": Plain(
        "0812ccf3",
        "If you have slept badly for a long time, ask first for a talking therapy for sleep. It "
        "is called CBT-I.",
    ),
    "stress-aerobic": Plain(
        "dac0cedf",
        "Do exercise that makes you breathe harder, about 150 minutes a week. It may help you to "
        "let go of tension.",
    ),
    "stress-seek-help": Plain(
        "80024235",
        "If worry limits your daily life, ask about therapy or about self-help with a guide. "
        "Massage does not take its place.",
    ),
    "swollen-joints-refer": Plain(
        "5d32d8ad",
        "See a doctor without delay if several of your joints are swollen, or small joints of "
        "your hands or feet. You should see a joint specialist within days.",
    ),
    "tension-headache-relax": Plain(
        "d8ab200d",
        "Try something that relaxes you, such as exercise or massage, and take less caffeine. It "
        "may ease the headache.",
    ),
}
"""By the id of the record."""
