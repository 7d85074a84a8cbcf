"""Sentences and short articles that name countries and trigger words and yet tell no diplomatic event."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.event import Event
from transforms.events.coder import Coder, CoderInput

pytestmark = pytest.mark.model

SPORT = [
    "Brazil beat Argentina 3-1 in Lima.",
    "Ghana defeated Nigeria 2-0 to reach the quarter-finals.",
    "Japan crushed Thailand 5-0 in Osaka.",
    "Italy's striker fired the opening goal against Portugal.",
    "Egypt's goalkeeper was shown a red card against Senegal.",
    "Uganda's rowers stormed to gold in Belgrade.",
    "The Croatian attacked on the final climb.",
    "Kenya's marathon runners dominated the race in Vienna.",
    "Serbia and Hungary clash in the final on Sunday.",
    "The Cuban boxer knocked out his Russian opponent in the third round.",
    "Pakistan's bowlers destroyed England in the second innings.",
    "A late strike by the Chilean substitute sank Peru.",
    "Sri Lanka declared at 410 for eight against Bangladesh.",
    "The Norwegian grandmaster captured the title in Doha.",
    "Fiji's winger was suspended for three matches after a high tackle on a Samoan.",
    "Australia invade the opposition half from the kick-off.",
    "Poland withdrew from the tournament in Tunisia with injuries.",
    "Jamaica's relay team shattered the record in Zurich.",
    "Morocco's captain hit the post twice against Belgium.",
    "Switzerland bombarded the Swedish goal for ninety minutes.",
    "Ireland's scrum-half punished the Welsh defence with two tries.",
    "The Ethiopian sprinter ambushed the field on the last lap.",
    "Uruguay fought back from a goal down to draw with Ecuador.",
    "Georgia's wrestlers defended their title in Baku.",
    "Rafael Costa of Brazil was banned for two years for doping.",
    "Slovenia's cyclist launched an attack on the Col du Tourmalet.",
    "Denmark's handball players retreated to the hotel after losing to Egypt.",
    "Angola are suspended between hope and despair before the semi-final.",
]

BUSINESS = [
    "Shares in the Finnish forestry group were hammered in Helsinki.",
    "The Mexican peso came under attack from speculators.",
    "A Chinese carmaker invaded the Brazilian market with cheap models.",
    "Toyota recalled 30,000 cars in Poland.",
    "Danish brewers are fighting for market share in Vietnam.",
    "Nigerian bonds rallied on Friday.",
    "A price war between mobile operators in Kenya is hurting profits.",
    "The Swiss watchmaker cut its forecast for Japan.",
    "German exports to Turkey fell by a tenth in May.",
    "A Korean shipyard torpedoed the merger of two Greek lines.",
    "Oil prices retreated in Singapore.",
    "The Portuguese retailer closed 40 stores in Angola.",
    "Argentine wheat futures surged after a drought.",
    "The Indian drug maker launched a hostile takeover of a Czech rival.",
    "Coffee from Colombia has conquered Scandinavian breakfast tables.",
    "An Israeli startup fired half of its staff in Madrid.",
    "Analysts were bombarded with figures about Peruvian copper.",
    "The airline suspended its chief pilot in Manila.",
    "Saudi investors seized their chance in Cairo.",
    "The Polish zloty stormed to a two-year high.",
]

NATURE = [
    "A cyclone struck Madagascar on Monday.",
    "An earthquake killed twelve people in Nepal.",
    "Floods cut off villages in northern Laos.",
    "Heavy snow forced Bulgaria to close three passes.",
    "A drought is ravaging Somalia.",
    "Cholera has killed 60 people in Malawi.",
    "Locusts invaded fields in Yemen.",
    "Wildfires destroyed 200 houses in Chile.",
    "A landslide blocked the highway between Quito and Guayaquil.",
    "A typhoon slammed into the Philippines and headed for Vietnam.",
    "Lightning killed four herders in Uganda.",
    "The volcano threatens villages in Guatemala.",
    "Two trains collided near Lahore in Pakistan, killing nine people.",
    "A tanker ran aground off Mauritius in heavy seas.",
    "A cold front from Siberia will attack Korea by Friday.",
    "A mine explosion killed five workers in Poland.",
    "A heatwave claimed 80 lives in Iraq.",
    "Measles has broken out in Samoa.",
    "A boat capsized off Djibouti; thirty passengers drowned.",
    "Avalanches trapped skiers in Austria.",
]

CULTURE = [
    "The Hungarian film tells of a soldier who shoots his general.",
    "Critics attacked the Danish thriller as dull.",
    "In the opera a Spanish prince is arrested by the Inquisition.",
    "A Turkish soap opera has captured hearts in Chile.",
    "The novel begins with the murder of a Portuguese consul.",
    "A Nigerian singer bombards Lagos with new songs.",
    "The museum in Warsaw shows photographs of the siege of Leningrad.",
    "An Argentine choir stormed the charts in Italy.",
    "The play retells the assassination of a Swedish king.",
    "A Belgian comic depicts the invasion of Mars.",
    "The Lebanese designer launched her collection in Milan.",
    "A Cuban band exploded onto the scene in Tokyo.",
    "Icelandic knitters have declared war on acrylic.",
    "The Georgian dancers marched through Tbilisi in folk costume.",
    "Her memoir recalls a childhood under curfew in Santiago.",
    "Senegal's chefs have invaded Paris.",
]

FIGURES = [
    "Portugal is fighting inflation.",
    "Rwanda declared war on plastic bags.",
    "The Dutch coach was grilled by reporters in Doha.",
    "Spain's health minister is battling cancer.",
    "Estonia's start-ups are besieged by job seekers.",
    "The debate about Latin exploded in Ireland.",
    "Slovak drivers are up in arms about petrol prices.",
    "The president of Malta killed time with a crossword.",
    "Peru's recovery is held hostage by the weather.",
    "Norway's minister seized the moment to sing.",
    "The Thai premier hit the campaign trail.",
    "Kuwait's parliament killed the bill on parking fees.",
    "Greece's trains are at war with the timetable.",
    "Luxembourg's finance minister shot down rumours about his health.",
    "Austria's chancellor boarded a train to Graz.",
    "Paraguay's new law arrests the decline of the forest.",
    "Ten Kenyan ministers stormed the dance floor at a wedding.",
    "Tunisia's tourism minister was bombarded with questions about prices.",
    "The Finnish nightmare of a wet July struck again.",
    "Cyprus struck a balance between work and siesta.",
]

LABELS = [
    "The Suez crisis fills two rooms of a museum in Port Said.",
    "A street in Asunción is named after the Battle of Boquerón.",
    "A veteran of the Falklands war turned 80 in Cardiff.",
    "Students in Oslo wrote essays about the Cold War.",
    "The Cuban missile crisis is taught in every school of Texas.",
    "A stamp recalls the Berlin blockade.",
    "The Boxer rebellion is the subject of a lecture in Geneva.",
    "An atlas of the Crimean War was sold in London.",
    "Historians of the Opium War met in Macau.",
    "The Rhodesian bush war is the setting of a new board game.",
]

EVERYDAY = [
    "A Polish tourist was stung by a jellyfish in Croatia.",
    "Scientists in Kenya fired a laser at a termite mound.",
    "White blood cells of Cuban volunteers attacked the tumour.",
    "Surgeons in Mumbai removed a bullet from an Afghan patient.",
    "Penguins have invaded a suburb of Cape Town.",
    "The Indian rover fired its thrusters near the Moon.",
    "The Warsaw half-marathon will close the bridge on Sunday.",
    "Bolivian llamas block the road to the airport.",
    "The best beaches of Montenegro, hit by crowds in August",
    "A Swedish couple withdrew their savings and moved to Portugal.",
    "Visitors from Japan stormed the gift shop in Salzburg.",
    "Swiss cows marched down from the Alps in flowers.",
    "The Chilean telescope captured an explosion in a distant galaxy.",
    "Norwegian salmon lice resist treatment.",
    "The Vatican library suspended its reading hours for repairs.",
    "Malaysian durians are banned in hotel lifts.",
    "A French bakery in Hanoi was attacked by ants.",
    "The Croatian census begins next week.",
    "Turkish Airlines cancelled flights to Zurich because of fog.",
    "The Dublin parade drew a crowd of Brazilians.",
]

ARTICLES = [
    (
        "Croatia sink Italy in Zagreb",
        "ZAGREB - Croatia attacked from the first whistle and beat Italy 2-1. The Italian goalkeeper was twice beaten by "
        "long-range strikes. Italy's coach protested against a penalty. Croatia now face Spain in the semi-final.",
    ),
    (
        "Lira under fire",
        "The Turkish lira came under fire again and shares in Istanbul retreated. Investors punished banks that had "
        "bombarded Brazil and Mexico with cheap loans. The index lost 2 per cent, with retailers hit hardest.",
    ),
    (
        "Storm lashes the Philippines",
        "A typhoon struck the Philippines on Monday, killing eleven people and cutting off power in three provinces. "
        "Forecasters said the storm would hit Vietnam by Thursday. Winds of 160 kilometres an hour destroyed houses.",
    ),
    (
        "A spy comes home",
        "The film follows a Soviet agent who is arrested in Vienna and tortured by the Americans. The director shot most "
        "scenes in Prague. The actor attacked the critics at the premiere. The audience stormed the stage.",
    ),
    (
        "Five days in Georgia",
        "From Tbilisi the trail climbs to Kazbegi. Tourists invade the cafés in August. The hotel struck us as friendly. "
        "Hikers from Germany and Israel fight for the last seats in the minibus.",
    ),
    (
        "Bacteria on the march",
        "Researchers in Denmark and China have shown how a virus attacks bacteria. The study, in a journal, describes how "
        "the protein invades the cell. Patients in Sweden are being recruited for a clinical trial.",
    ),
    (
        "Price war hits Ryanair",
        "A price war between airlines has hit profits in Poland and Hungary. The company suspended two routes to Morocco and "
        "fired its chief executive. Analysts expect fares to fall; shares dropped 4 per cent.",
    ),
    (
        "Kenyan wins in Boston",
        "The Kenyan launched his attack at kilometre 35 and destroyed the Ethiopian favourite. The marathon champion had "
        "withdrawn from the race in London with a calf injury. The athletes' coach hailed a world record.",
    ),
]

ANYBODY = [
    "A Greek and a Pole quarrelled over a parking space, and a Dane accused a Swede.",
    "My own aunt in Montevideo threatened a Peruvian cousin.",
    "Berlin took the threat from Minsk seriously.",
    "Villagers in Thailand sued their government in Bangkok over a dam that Laos builds.",
]
"""People in no office, and what stays between a government and its own."""
SENTENCES = SPORT + BUSINESS + NATURE + CULTURE + FIGURES + LABELS + EVERYDAY + ANYBODY
QUIET_ALWAYS = [
    "A cyclone struck Madagascar on Monday.",
    "An earthquake killed twelve people in Nepal.",
    "Floods cut off villages in northern Laos.",
    "Cholera has killed 60 people in Malawi.",
    "Wildfires destroyed 200 houses in Chile.",
    "Brazil beat Argentina 3-1 in Lima.",
    "Rwanda declared war on plastic bags.",
    "Portugal is fighting inflation.",
    "Toyota recalled 30,000 cars in Poland.",
    "Kuwait's parliament killed the bill on parking fees.",
    "Norway's minister seized the moment to sing.",
    "Tunisia's tourism minister was bombarded with questions about prices.",
    "White blood cells of Cuban volunteers attacked the tumour.",
    "Cyprus struck a balance between work and siesta.",
    "Austria's chancellor boarded a train to Graz.",
    "Serbia and Hungary clash in the final on Sunday.",
    "Islamabad neither confirmed nor denied the Indian charge.",
    "Cuba sided with neither.",
]
DAY = dt.date(2024, 5, 15)


@pytest.fixture(scope="module")
def international() -> dict[str, tuple[Event, ...]]:
    """What the coder finds in each sentence and article, domestic events left out."""
    inputs = [CoderInput(s, "", s, DAY) for s in SENTENCES]
    inputs += [CoderInput(title, title, text, DAY) for title, text in ARTICLES]
    return {
        i.article_id: events for i, events in zip(inputs, Coder("international").code(inputs), strict=True)
    }


@pytest.fixture(scope="module")
def everything() -> dict[str, tuple[Event, ...]]:
    """What the coder finds in the sentences that are silent in every scope."""
    inputs = [CoderInput(s, "", s, DAY) for s in QUIET_ALWAYS]
    return {i.article_id: events for i, events in zip(inputs, Coder("all").code(inputs), strict=True)}


@pytest.mark.parametrize("text", SENTENCES + [title for title, _ in ARTICLES])
def test_tells_no_international_event(text: str, international: dict[str, tuple[Event, ...]]) -> None:
    """Neither sport, business, nature, art, figures of speech nor names of events make an event."""
    assert [(e.event_type, e.rule, e.evidence) for e in international[text]] == []


@pytest.mark.parametrize("text", QUIET_ALWAYS)
def test_tells_no_event_at_all(text: str, everything: dict[str, tuple[Event, ...]]) -> None:
    """What nobody does to anybody is no domestic event either."""
    assert [(e.event_type, e.rule, e.evidence) for e in everything[text]] == []
