"""Requests, accusations, refusals, threats, pledges, praise, concessions: sentences with their events.

The drafts are looked at before the ranker decides, so that what is tested is the lexicon and not a threshold.
"""

from __future__ import annotations

import datetime as dt

import pytest

from transforms.events.coder import Coder, CoderInput
from transforms.events.drafts import Draft, cameo_code

pytestmark = pytest.mark.model

SPEECH_ACTS = frozenset(["REQUEST", "ACCUSE", "REJECT", "THREATEN", "AGREE", "SUPPORT", "CONCEDE"])
PUBLISHED = dt.datetime(2024, 5, 15, 12, tzinfo=dt.timezone.utc)

CASES: list[tuple[str, str, str]] = [
    # sentence, type, country of whom it is said to (of any party where the act is mutual)
    # REQUEST
    ("Algeria called on Niger to let the ousted president leave the palace.", "REQUEST", "NER"),
    ("The French foreign minister implored Iran to free the two teachers.", "REQUEST", "IRN"),
    ("Zambia went cap in hand to the International Monetary Fund.", "REQUEST", "IMF"),
    ("Manila turned to Beijing for help in finding the sunken barge.", "REQUEST", "CHN"),
    ("The European Commission leaned on Serbia to join the sanctions.", "REQUEST", "SRB"),
    ("Washington is piling pressure on Israel to open the crossing.", "REQUEST", "ISR"),
    ("Stockholm put in a request to Turkey for the extradition of the gang leader.", "REQUEST", "TUR"),
    ("ECOWAS told Mali to hand over power to civilians.", "REQUEST", "MLI"),
    ("Kinshasa demanded that Rwanda withdraw its soldiers from Goma.", "REQUEST", "RWA"),
    ("Ethiopia's prime minister said Eritrea must leave Tigray.", "REQUEST", "ERI"),
    ("Baku insists that Armenia change its constitution.", "REQUEST", "ARM"),
    ("Seoul pressed Japan for a fuller apology.", "REQUEST", "JPN"),
    ("Mauritius wants Britain to return the Chagos Islands.", "REQUEST", "GBR"),
    ("Sudan appealed to Egypt for mediators.", "REQUEST", "EGY"),
    ("Tokyo lobbied the United States for an exemption from steel tariffs.", "REQUEST", "USA"),
    ("Kabul made an urgent appeal to Pakistan to stop expelling refugees.", "REQUEST", "PAK"),
    ("Ukraine renewed its plea to Canada for armoured ambulances.", "REQUEST", "CAN"),
    ("The Maldives asked India to pull out its helicopter crews.", "REQUEST", "IND"),
    ("Namibia is seeking reparations from Germany.", "REQUEST", "DEU"),
    ("Morocco sought clarification from Spain.", "REQUEST", "ESP"),
    ("CARICOM prodded Haiti's rivals to name a council.", "REQUEST", "HTI"),
    ("Somalia laid down conditions for Kenya before any talks.", "REQUEST", "KEN"),
    ("Vilnius called for the release of the hostages in Belarus.", "REQUEST", "BLR"),
    ("Astana asked Russia's permission to ship oil through Novorossiysk.", "REQUEST", "RUS"),
    ("Botswana exhorted Zimbabwe to hold clean elections.", "REQUEST", "ZWE"),
    ("Mexico pleaded with Peru to spare the deposed president.", "REQUEST", "PER"),
    ("Colombia tabled a draft resolution at the United Nations.", "REQUEST", "UNO"),
    ("Libya's premier begged Qatar for fuel.", "REQUEST", "QAT"),
    ("The High Representative told Serbia to hand over the fugitive general.", "REQUEST", "SRB"),
    ("Cambodia invited Laos to share its flood data.", "REQUEST", "LAO"),
    ("Skopje asked that Bulgaria recognise its language.", "REQUEST", "BGR"),
    # ACCUSE
    ("South Sudan pointed the finger at Uganda over the ambush.", "ACCUSE", "UGA"),
    ("Burundi laid the grenade attack at Rwanda's door.", "ACCUSE", "RWA"),
    ("Dhaka blamed India for the sudden flood.", "ACCUSE", "IND"),
    ("Riyadh pinned the refinery attack on Iran.", "ACCUSE", "IRN"),
    ("The Philippines hauled China before an arbitration tribunal.", "ACCUSE", "CHN"),
    ("The Gambia took Myanmar to the International Court of Justice.", "ACCUSE", "MMR"),
    ("Moscow hit out at Georgia for hosting the exercise.", "ACCUSE", "GEO"),
    ("Dublin tore into Israel over the strike on the ambulance.", "ACCUSE", "ISR"),
    ("The European Parliament took Hungary to task over its media law.", "ACCUSE", "HUN"),
    ("Iran summoned the British ambassador.", "ACCUSE", "GBR"),
    ("South Korea lodged a strong protest with North Korea.", "ACCUSE", "PRK"),
    ("Minsk handed a note of protest to the Polish charge d'affaires.", "ACCUSE", "POL"),
    ("Athens rapped Germany over the knuckles for its arms sales to Turkey.", "ACCUSE", "DEU"),
    ("Cambodia cried foul over Thailand's new fence.", "ACCUSE", "THA"),
    ("Finland voiced alarm at Russia's jamming of its airports.", "ACCUSE", "RUS"),
    ("Rwanda's president branded South Africa a liar.", "ACCUSE", "ZAF"),
    ("Cyprus poured scorn on Turkey's offer.", "ACCUSE", "TUR"),
    ("Ghana sued Italy over the seized trawlers.", "ACCUSE", "ITA"),
    ("Lebanon opened an inquiry into Syria's role in the bombing.", "ACCUSE", "SYR"),
    ("Burkina Faso's junta took a swipe at France.", "ACCUSE", "FRA"),
    ("Armenia accused Azerbaijan of ethnic cleansing.", "ACCUSE", "AZE"),
    ("Sudan's army said the Emirates were arming its foes.", "ACCUSE", "ARE"),
    ("Bangkok took exception to Cambodia's map.", "ACCUSE", "KHM"),
    ("Costa Rica filed suit against Nicaragua at The Hague.", "ACCUSE", "NIC"),
    ("Honiara gave the Australian high commissioner a dressing-down.", "ACCUSE", "AUS"),
    ("Caracas called in Spain's envoy to complain.", "ACCUSE", "ESP"),
    ("Taipei railed against Chinese incursions.", "ACCUSE", "CHN"),
    ("Ecuador condemned Mexico's asylum for the former vice president.", "ACCUSE", "MEX"),
    ("Malta cast doubt on Libya's sincerity.", "ACCUSE", "LBY"),
    ("Cairo censured Ethiopia for filling the dam.", "ACCUSE", "ETH"),
    ("Benin's customs service is investigating Nigerian fuel smugglers.", "ACCUSE", "NGA"),
    ("Human Rights Watch accused Cameroon of torture.", "ACCUSE", "CMR"),
    ("Pristina put the blame on Serbia for the monastery siege.", "ACCUSE", "SRB"),
    ("Chile dragged Bolivia to the court in The Hague over a river.", "ACCUSE", "BOL"),
    ("Chad accused Sudan of genocide in Darfur.", "ACCUSE", "SDN"),
    ("Lithuania accused Belarus of smuggling migrants.", "ACCUSE", "BLR"),
    ("Ankara likened Israel to Nazi Germany.", "ACCUSE", "ISR"),
    ("Prosecutors in Nicosia charged two Lebanese men with spying.", "ACCUSE", "LBN"),
    # REJECT
    ("Ethiopia turned down Egypt's request for a pause in filling the dam.", "REJECT", "EGY"),
    ("Khartoum gave short shrift to the United Nations' appeal.", "REJECT", "UNO"),
    ("Nicosia poured cold water on Turkey's proposal.", "REJECT", "TUR"),
    ("Beijing brushed off American calls for restraint.", "REJECT", "USA"),
    ("Niger's generals will have none of France's offer.", "REJECT", "FRA"),
    ("Manila waved aside China's protest.", "REJECT", "CHN"),
    ("Warsaw turned a deaf ear to Germany's plea.", "REJECT", "DEU"),
    ("Kenya said no to Britain's plan for a new camp.", "REJECT", "GBR"),
    ("Riyadh ruled out talks with Iran.", "REJECT", "IRN"),
    ("Kosovo snubbed Serbia's invitation to the fair.", "REJECT", "SRB"),
    ("India refused a visa to a Pakistani senator.", "REJECT", "PAK"),
    ("Malaysia denied entry to an Israeli ship.", "REJECT", "ISR"),
    ("Latvia barred Russian diplomats from attending the wreath-laying.", "REJECT", "RUS"),
    ("Kigali's critics in Kinshasa dismissed Rwanda's denial.", "REJECT", "RWA"),
    ("Seoul rebuffed Japan's proposal for arbitration.", "REJECT", "JPN"),
    ("Yerevan denied Azerbaijani allegations of sabotage.", "REJECT", "AZE"),
    ("Georgia thumbed its nose at the European Union's warning.", "REJECT", "EUU"),
    ("Burundi slammed the door on Belgium's mediator.", "REJECT", "BEL"),
    ("London would not hear of Argentina's claim.", "REJECT", "ARG"),
    ("The Dominican Republic turned away a Haitian delegation.", "REJECT", "HTI"),
    ("Eritrea defied the Security Council's resolution.", "REJECT", "UNO"),
    ("Algiers washed its hands of Morocco's initiative.", "REJECT", "MAR"),
    ("Fiji's military ruler stayed away from the talks with New Zealand.", "REJECT", "NZL"),
    ("Pyongyang spurned Seoul's offer of rice.", "REJECT", "KOR"),
    ("Hungary blocked an EU loan for Ukraine.", "REJECT", "UKR"),
    ("China voted against the Philippine resolution.", "REJECT", "PHL"),
    ("Guyana dug in its heels against Venezuela.", "REJECT", "VEN"),
    ("Cambodia will not accept Thailand's map.", "REJECT", "THA"),
    ("Paraguay threw out Brazil's energy treaty.", "REJECT", "BRA"),
    ("Panama never accepted the American request for a base.", "REJECT", "USA"),
    ("Mogadishu wanted none of Ethiopia's explanations.", "REJECT", "ETH"),
    ("Beirut turned its back on Syria's envoy.", "REJECT", "SYR"),
    ("Libya dismissed Chad's lawsuit.", "REJECT", "TCD"),
    ("Nepal gave the cold shoulder to India's emissary.", "REJECT", "IND"),
    # THREATEN
    ("Moscow threatened Estonia with retaliation.", "THREATEN", "EST"),
    ("Venezuela warned Colombia of consequences.", "THREATEN", "COL"),
    ("ECOWAS gave Niger's generals a week to free the president.", "THREATEN", "NER"),
    ("Hezbollah vowed revenge against Israel.", "THREATEN", "ISR"),
    ("The United States did not rule out the use of force against Iran.", "THREATEN", "IRN"),
    ("Beijing put Lithuania on notice.", "THREATEN", "LTU"),
    ("Kinshasa said it would close the border unless Uganda withdrew.", "THREATEN", "UGA"),
    ("Washington threatened to impose tariffs on Mexico.", "THREATEN", "MEX"),
    ("China rattled its sabre at Taiwan.", "THREATEN", "TWN"),
    ("Ivory Coast issued an ultimatum to Burkina Faso.", "THREATEN", "BFA"),
    ("The International Criminal Court issued a warrant for Russia's president.", "THREATEN", "RUS"),
    ("Algeria reserved the right to respond to Mali.", "THREATEN", "MLI"),
    ("Croatia vowed to block Slovenia's entry.", "THREATEN", "SVN"),
    ("Al-Shabaab warned Kenya that it would attack its malls.", "THREATEN", "KEN"),
    ("Brussels is weighing punitive measures against Georgia.", "THREATEN", "GEO"),
    ("Paris threatened Brazil with a trade embargo.", "THREATEN", "BRA"),
    ("Washington warned China of sanctions.", "THREATEN", "CHN"),
    ("London said it would send frigates unless Iceland released the trawler.", "THREATEN", "ISL"),
    ("Guinea served notice on Liberia.", "THREATEN", "LBR"),
    # AGREE
    ("Togo accepted Ghana's offer of mediation.", "AGREE", "GHA"),
    ("Colombo gave the nod to India's ferry plan.", "AGREE", "IND"),
    ("Australia promised Vietnam six patrol boats.", "AGREE", "VNM"),
    ("Rwanda pledged a thousand more soldiers to Mozambique.", "AGREE", "MOZ"),
    ("Chile and Peru reached an agreement on water.", "AGREE", "PER"),
    ("New Zealand undertook to rebuild Fiji's wharf.", "AGREE", "FJI"),
    ("Norway offered Ukraine air defence systems.", "AGREE", "UKR"),
    ("Portugal stands ready to train judges in East Timor.", "AGREE", "TLS"),
    ("Tajikistan and Kyrgyzstan settled their border dispute.", "AGREE", "KGZ"),
    ("Turkey gave its consent to Sweden's membership.", "AGREE", "SWE"),
    ("Beijing extended an invitation to Nepal's prime minister.", "AGREE", "NPL"),
    ("The International Monetary Fund approved a loan for Zambia.", "AGREE", "ZMB"),
    ("Tbilisi assured Armenia that the pipeline would stay open.", "AGREE", "ARM"),
    ("Haiti and the Dominican Republic came to terms over the canal.", "AGREE", "DOM"),
    ("Costa Rica agreed to Panama's request for a joint patrol.", "AGREE", "PAN"),
    ("Namibia and Botswana struck a deal on the bridge.", "AGREE", "BWA"),
    ("Sudan expressed readiness to meet Eritrea.", "AGREE", "ERI"),
    ("Ankara committed 200 million dollars to Somalia.", "AGREE", "SOM"),
    ("Kuwait granted Bangladesh's request for more work permits.", "AGREE", "BGD"),
    ("Ghana and Ivory Coast agreed on a maritime boundary.", "AGREE", "CIV"),
    ("India invited Russia's president to visit Delhi.", "AGREE", "RUS"),
    ("Zambia gave Malawi its word that the road would stay open.", "AGREE", "MWI"),
    # SUPPORT
    ("Taiwan praised Lithuania for its courage.", "SUPPORT", "LTU"),
    ("Spain recognised Palestine.", "SUPPORT", "PSE"),
    ("Bucharest threw its weight behind Moldova's bid.", "SUPPORT", "MDA"),
    ("Comoros thanked Tanzania for the rescue.", "SUPPORT", "TZA"),
    ("Jordan reopened its embassy in Iraq.", "SUPPORT", "IRQ"),
    ("Iran and Saudi Arabia restored diplomatic relations.", "SUPPORT", "SAU"),
    ("Argentina and Uruguay signed an accord on the river.", "SUPPORT", "URY"),
    ("Lisbon congratulated Guinea-Bissau's new president.", "SUPPORT", "GNB"),
    ("Palau sided with Japan over the water release.", "SUPPORT", "JPN"),
    ("Cyprus came out in support of Armenia.", "SUPPORT", "ARM"),
    ("Hanoi expressed solidarity with Cuba.", "SUPPORT", "CUB"),
    ("Tokyo hailed Kazakhstan's decision to shut the reactor.", "SUPPORT", "KAZ"),
    ("Nauru switched recognition to China.", "SUPPORT", "CHN"),
    ("The pope paid tribute to Chile.", "SUPPORT", "CHL"),
    ("Canberra ratified the treaty with Papua New Guinea.", "SUPPORT", "PNG"),
    ("Gambia stood by Senegal.", "SUPPORT", "SEN"),
    ("Oslo took Ireland's side over the trade rules.", "SUPPORT", "IRL"),
    ("Eritrea buried the hatchet with Ethiopia.", "SUPPORT", "ETH"),
    ("Bahrain sent its ambassador back to Qatar.", "SUPPORT", "QAT"),
    ("Tuvalu spoke up for Nauru.", "SUPPORT", "NRU"),
    ("Mexico welcomed the Vatican's statement.", "SUPPORT", "VAT"),
    ("Cairo lauded Greece for its rescue of the crew.", "SUPPORT", "GRC"),
    ("Djibouti voted for Somalia's resolution.", "SUPPORT", "SOM"),
    # CONCEDE
    ("Belgium apologised to Kenya for the remark.", "CONCEDE", "KEN"),
    ("Australia dropped its complaint against China at the World Trade Organization.", "CONCEDE", "CHN"),
    ("Saudi Arabia lifted its ban on Qatari flights.", "CONCEDE", "QAT"),
    ("Germany acknowledged its guilt to Namibia.", "CONCEDE", "NAM"),
    ("Washington removed Cuba from its blacklist.", "CONCEDE", "CUB"),
    ("Mexico eased visa rules for Guatemalans.", "CONCEDE", "GTM"),
    ("Sweden bowed to Turkish demands.", "CONCEDE", "TUR"),
    ("Warsaw backed down over Ukrainian grain.", "CONCEDE", "UKR"),
    ("The Dutch king expressed regret to Indonesia for the killings.", "CONCEDE", "IDN"),
    ("Algeria pardoned the jailed Malian poet.", "CONCEDE", "MLI"),
    ("France announced the withdrawal of its troops from Niger.", "CONCEDE", "NER"),
    ("Chad lifted the curfew on Sudanese refugees.", "CONCEDE", "SDN"),
    ("Tokyo walked back its remarks about South Korea.", "CONCEDE", "KOR"),
    ("Colombia accepted Venezuela's demand for the return of the planes.", "CONCEDE", "VEN"),
    ("Jakarta commuted the sentences of two Australians.", "CONCEDE", "AUS"),
    ("Iran promised to free the British tourist.", "CONCEDE", "GBR"),
    ("Azerbaijan declared a ceasefire with Armenia.", "CONCEDE", "ARM"),
    ("London ate humble pie before Rwanda.", "CONCEDE", "RWA"),
    ("Kyiv tendered an apology to Poland.", "CONCEDE", "POL"),
    ("Laos called off its protest against Thailand.", "CONCEDE", "THA"),
    ("Cyprus waived visas for Egyptians; it had eased the rules for Egyptian sailors.", "CONCEDE", "EGY"),
    ("Mauritania relented, easing its ban on Senegalese boats.", "CONCEDE", "SEN"),
]

CODES: list[tuple[str, str, str]] = [
    # sentence, type, the most specific CAMEO code its words defend
    ("Chad accused Sudan of genocide in Darfur.", "ACCUSE", "1124"),
    ("Human Rights Watch accused Cameroon of torture.", "ACCUSE", "1122"),
    ("Niger accused Algeria of spying.", "ACCUSE", "1125"),
    ("The Gambia took Myanmar to the International Court of Justice.", "ACCUSE", "115"),
    ("South Korea lodged a strong protest with North Korea.", "ACCUSE", "114"),
    ("Hungary vetoed a resolution on Ukraine.", "REJECT", "129"),
    ("Riyadh ruled out talks with Iran.", "REJECT", "125"),
    ("Eritrea defied the Security Council's resolution.", "REJECT", "128"),
    ("Oman asked Iran for talks.", "REQUEST", "106"),
    ("Stockholm sought the extradition of the gang leader from Turkey.", "REQUEST", "1013"),
    ("The International Criminal Court issued a warrant for Russia's president.", "THREATEN", "132"),
    ("Ivory Coast issued an ultimatum to Burkina Faso.", "THREATEN", "139"),
    ("Oslo offered its good offices to Sri Lanka.", "AGREE", "039"),
    ("The International Monetary Fund approved a loan for Zambia.", "AGREE", "0331"),
    ("Spain recognised Palestine.", "SUPPORT", "054"),
    ("Argentina and Uruguay signed an accord on the river.", "SUPPORT", "057"),
    ("Belgium apologised to Kenya for the remark.", "CONCEDE", "055"),
    ("Saudi Arabia lifted its ban on Qatari flights.", "CONCEDE", "085"),
]

SILENT: list[str] = [
    # words of dispute in sport, business, weather and science
    "Rising seas threaten the livelihoods of Kiribati's fishermen.",
    "The Nigerian striker rejected a new contract and refused to train.",
    "Kenya's runners defended their title in Boston.",
    "Swedish antibiotics resist gravity no better than stones do.",
    "A Chilean lander, the first lunar probe of its kind, examined a crater.",
    "The Peruvian winger committed a foul in the box.",
    "Lisbon's new tram line agreed a fee with its supplier.",
    "Demand for Ecuadorean bananas fell in March.",
    "The Danish champion bowed out in the second round.",
]


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def drafts(coder: Coder, sentence: str) -> list[Draft]:
    (found,) = coder.candidates([CoderInput("sentence", "", sentence, PUBLISHED)])
    return [draft for draft, _ in found]


@pytest.mark.parametrize(("sentence", "kind", "country"), CASES)
def test_speech_act_is_read_with_its_addressee(coder: Coder, sentence: str, kind: str, country: str) -> None:
    found = drafts(coder, sentence)
    told = [
        {p.country for p in (d.actors + d.recipients if d.reciprocal else d.recipients)}
        for d in found
        if d.type == kind
    ]
    assert any(country in countries for countries in told), [(d.rule, d.type) for d in found]


@pytest.mark.parametrize(("sentence", "kind", "code"), CODES)
def test_cameo_code_is_the_most_specific(coder: Coder, sentence: str, kind: str, code: str) -> None:
    codes = [cameo_code(d.type, d.mode, d.cameo, d.status) for d in drafts(coder, sentence) if d.type == kind]
    assert code in codes


@pytest.mark.parametrize("sentence", SILENT)
def test_other_walks_of_life_speak_no_diplomacy(coder: Coder, sentence: str) -> None:
    assert not [(d.rule, d.type) for d in drafts(coder, sentence) if d.type in SPEECH_ACTS]


def test_negated_object_negates_the_act(coder: Coder) -> None:
    found = drafts(coder, "Beijing has made no threat against the Marshall Islands.")
    assert [(d.type, d.status) for d in found] == [("THREATEN", "negated")]


def test_refusal_made_by_negation_has_occurred(coder: Coder) -> None:
    found = drafts(coder, "London would not hear of Argentina's claim.")
    assert ("REJECT", "occurred") in [(d.type, d.status) for d in found]
