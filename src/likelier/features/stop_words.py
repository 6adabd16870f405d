# ruff: noqa: RUF001 (letters of other scripts that look like Latin ones)
"""Words that say nothing of what a caption is about, in the languages of most captions."""

ENGLISH = """
about above after again all also am an and any are aren't as at back be because been before being below between both
but by can can't cannot could couldn't did didn't do does doesn't doing don don't down during each even ever every few
for from further get gets getting go goes going gonna got had has hasn't have haven't having he he's her here here's
hers herself him himself his how how's i'd i'll i'm i've if in into is isn't it it's its itself just let let's like ll
made make makes many me more most much must my myself no nor not now of off oh on once one only or other our ours
ourselves out over own per put re really same say says see she she's should so some such take than that that's the
their theirs them themselves then there there's these they they're they've thing things this those through to too two
under until up upon us ve very via was wasn't way we we'll we're we've well were what what's when where which while
who who's whom why will with won't would yes yet you you'd you'll you're you've your yours yourself
"""
OTHERS = """
aan aber ada agli ai aku al algo alla alle als am an anche ante antes ao aos apa as au auch auf aus aux avec bei bij
bin bir bis bu c'est ce ces cette che chi ci com come como con contra cosa cual cuando cui d' da dal dalla dan dans
dari das dass dat de degli dei del dele della delle dem den dengan der des desde di die do doch donde dos du durante
ed een ein eine einem einen einer el ela ele ella ellas elle ellos em en entre er era es esa ese eso essa esse est
esta estas este esto estos está están et eu euch foi fue für gli ha habe haben hai han hasta hat hay het hij ho ich
ihr ik il ile ils im in ini io is isso ist isto itu için j'ai ja je já kann ke kita l' la las le lei les leur lo loro
los lui ma maar mais man mas me mehr mein meine mes met meu mi mia mich minha mio mir mis mit moi mon mu mucho muito
muy más même mı na naar nach nas ne nel nella ni nicht niet no noch nog noi non nos nosotros nous nu nur não nós oder
of olan olarak om on ook op os ou où par para pas pela pelo per perché pero più plus por porque pour pra qu'il quando
que quem questa questo qui qué sa sans saya schon se sei sein sem ser ses seu si sich sie sin sind so sobre son sono
sont su sua suo sur sus são sí ta también também te tem tes ti toi ton tout tra tu tus tutti tutto um uma un una und
une uno unos uns unser untuk van var ve vi você vocês voi vom von voor vor vos votre vous war was wat we wel wenn wie
wir wird ya yang yo zijn zu zum zur çok él été über без бы был была были было вам вас вот все всё вы где да для до его
ее если есть еще ещё же за из или их как когда кто ли мне мы на над не нет них но об он она они от по при со так то
только ты уже что чтобы это этот
"""

STOP_WORDS = frozenset(ENGLISH.split()) | frozenset(OTHERS.split())
