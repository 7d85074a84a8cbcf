"""Words of wrongs: what others are blamed for, and what one owns up to."""

from __future__ import annotations

WRONGS = frozenset(
    """broke breaking broken ignored ignoring ruins ruined ruining wrecked rammed ram violated violating violate violates breached breaching channelling channeling plotting backing
    arming financing funding sponsoring harbouring harboring interfering meddling cheating colluding conspiring lying failed failing
    undermining provoking sheltering smuggling stealing stole fabricated fabricating sabotaging targeting behind responsible
    weaponising blackmailing bullying dumping illegally illegal unlawfully deliberately infiltrating occupying
    jamming poaching encroaching trespassing abusing committing committed guilty complicit supporting terrorists rebels abandoned betrayed betraying lied cheated backed
    funded financed sponsored harboured harbored sheltered orchestrated orchestrating masterminded masterminding staged plotted
    meddled interfered incited inciting fomented fomenting stoked stoking exploited exploiting manipulated manipulating reneged
    obstructed obstructing sabotaged undermined provoked smuggled supplied colluded
    conspired infiltrated trespassed poached encroached destabilising destabilizing destabilised destabilized bullying bullied
    blackmailed weaponised weaponized weaponizing dumped dumping pirated stolen rigged rigging falsified falsifying
    misleading misled deceived deceiving distorted flouted flouting shirked ordering
    linked tied connected involved implicated instigated instigating tortured mistreated persecuted persecuting oppressed
    shoved herded dumped hounded harassed harassing intimidated menaced stole hid hiding spied spying eavesdropped bugged doctored
    forged forging concealed concealing covered dodged evaded evading circumvented overstepped desecrated insulted humiliated
    humiliating scuttled severed rammed diverted diverting dammed hoarded starved starving bribed bribing coerced tampered tampering
    encircled provoking overcharged skimmed siphoned poisoned polluted polluting overfished trawled robbed robbing beaten looted looting kidnapped abducted murdered massacred bombed shelled attacked invaded raided
    mercenary mercenaries hired dragged dragging drag plotted plots plot lied lies ruin stoned crossed downed crippled choking choked throttled strangled cheats sheltering shielding shields
    shelters arms finances bankrolls bankrolled bankrolling interferes meddles sponsors harbours harbors steals kidnaps
    murders slaughtered butchered plunder plundered plundering bombarding massing crossing
    torpedoed torpedoing scuppered scuppering derailed derailing thwarted thwarting stalled stalling wrecking endangered endangering
    jeopardised jeopardising jeopardized jeopardizing squandered emboldened emboldening appeased appeasing duped swindled
    mishandled botched planted spies""".split()
)
"""What a claim about another country makes an accusation."""
MISDEEDS = frozenset(
    """wronged wrong mistake mistakes erred error errors guilty genocide crimes atrocities massacre massacres killed wounded
    strayed fault blame negligent failed unlawful mistreated""".split()
)
"""What, besides, one admits of oneself."""
OWED = frozenset(
    """honoured honored kept complied comply fulfilled implemented respected respect delivered paid answered apologised apologized
    admitted admit admitting lived fair honour honor keep fulfil fulfill implement deliver cooperated cooperate cooperating
    complying honouring honoring implementing respecting abided abide abiding repaid""".split()
)
"""What one is blamed for not having done."""
