"""What a message takes over from the turns before: 那长海县呢, 那一个月能给多少, 当时, 它现在叫什么."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.agent.context import TurnContext
from assistant.conversation.state import PastAsk
from assistant.reading.model import Ask, Reading

THEN = ("那年", "当时", "那时", "那会儿", "同一年")
THAT_LIST = ("这张名单", "这份名单", "那张名单", "那份名单", "这名单", "那名单")
"""Words that ask a body of the list just shown."""
BACK = ("它", "这个", "那个", "这条", "那条", "那", "再", "还")

CONTINUES = ("standard", "procedure", "responsibility", "eligibility", "meaning", "service", "compare", "status", "body")
"""Intents that go on with the last topic when they name none: 那一个月能给多少, 找谁去办."""


def resolve_follow_ups(asks: tuple[Ask, ...], context: TurnContext) -> tuple[Ask, ...]:
    """那长海县呢, 那2022年呢, 那残疾补贴呢: the last ask with the slot that was named replaced."""
    last = context.conversation.last
    resolved: list[Ask] = []
    for ask in asks:
        if ask.intent != "follow_up" or not last:
            resolved.append(ask if ask.intent != "follow_up" else ask.model_copy(update={"intent": _guess(ask, context)}))
            continue
        resolved.extend(_replaced(past, ask) for past in last[-1:])
    return tuple(resolved)


def _replaced(past: PastAsk, ask: Ask) -> Ask:
    topics = ask.topics or past.topics
    return Ask(
        intent=past.intent,  # type: ignore[arg-type]
        said=f"{past.said}；{ask.said}",
        aspect=ask.aspect or past.aspect,  # type: ignore[arg-type]
        topics=topics,
        bodies=ask.bodies or (past.bodies if not ask.topics else ()),
        documents=ask.documents or (past.documents if not ask.topics else ()),
        clauses=ask.clauses or (past.clauses if not ask.topics else ()),
        areas=ask.areas or past.areas,
        days=ask.days or past.days,
        count=ask.count or past.count,
    )


def _guess(ask: Ask, context: TurnContext) -> str:
    """What a follow-up with nothing before it most likely asks."""
    if ask.bodies:
        return "body"
    if any(context.corpus.topics[t].parameters for t in ask.topics):
        return "standard"
    return "meaning" if ask.topics or ask.clauses else "eligibility"


def remember(asks: Iterable[Ask], text: str) -> tuple[PastAsk, ...]:
    """What the conversation keeps of the asks, for the next turn; ``text`` is the message they came in."""
    kept = [a for a in asks if a.intent not in ("small_talk", "why", "missing", "next")]
    return tuple(PastAsk(**{k: getattr(a, k) for k in PastAsk.model_fields if k != "said"}, said=text) for a in kept)


def continued(ask: Ask, reading: Reading, context: TurnContext) -> Ask:
    """An ask that names nothing, after an answer: about the same thing; 那年, 当时: the day of the last answer."""
    conversation, text = context.conversation, reading.text
    if not ask.days and conversation.last and conversation.last[-1].days and any(word in text for word in THEN):
        ask = ask.model_copy(update={"days": conversation.last[-1].days})
    if conversation.last and ask.bodies and any(word in text for word in THAT_LIST):
        return _of_that_list(ask, conversation.last[-1])
    nameless = not (ask.topics or ask.bodies or ask.documents or ask.clauses)
    open_question = context.audience == "群众" and (bool(conversation.facts) or not text.startswith(BACK))
    afresh = ask.intent == "eligibility" and open_question
    if not nameless or ask.intent not in CONTINUES or not conversation.last or afresh:
        return ask
    if ask.intent in ("responsibility", "standard") and brings_another_matter(ask, reading, context):
        return ask
    past = conversation.last[-1]
    return ask.model_copy(
        update={
            "intent": past.intent if ask.intent == "eligibility" else ask.intent,
            "topics": past.topics,
            "bodies": past.bodies,
            "clauses": past.clauses,
            "documents": past.documents,
            "areas": ask.areas or past.areas,
            "days": ask.days or past.days,
        }
    )


_PARTS = re.compile(r"[，,。；;！!？?、\s]+")
_BACK_TO_IT = re.compile(
    r"这个|那个|这条|那条|这项|那项|这些|那些|这事|那事|这|那|它|上面|刚才|前面|后头|后面|一共|总共|具体|到底|究竟|大概|现在|今天|目前|当时|那时|往年"
    r"|一个月|每个?月|一年|每年|今年|去年|明年|前年|上半年|下半年|年底|[一二三四五六七八九十两\d]+[年月日号天]"
    r"|爸|妈|爹|娘|爷爷|奶奶|姥姥|姥爷|公公|婆婆|老伴|老公|媳妇|丈夫|妻子|儿子|闺女|女儿|孙子|孙女|孩子|娃|老人|老头|老太太|弟弟|哥哥|姐姐|妹妹|父母|母亲|父亲|家里人?|一家"
    r"|我们|俺们|咱们|你们|他们|自己|大伙|[我俺咱你您他她家们]|请问|麻烦|告诉|知道|清楚|想|问|说|看|回|再|还|又|都|也|就|要|能|可以|可|得|会|该|给|是|有|在|里|上|下|去|到|来|把|被|让|跟|和|对|按|从|以前?"
    r"|市里|县里|区里|镇上|村里|大连市?|全市|方案|规定|标准|政策|待遇|补贴|补助|救助|钱|数|金额|手续|材料|时间|地方|窗口|名单|部门|单位|牵头|负责|配合|管|归|申请|办理?|领|发|拿|交|报|算|叫|列|写"
    r"|多少|多久|多长|几个?|谁|哪[个些里儿]?|什么|啥|咋样?|怎么样?|如何|为啥|为什么|呢|呀|啊|吧|嘛|吗|么|哈|的|地|了|着|过|不|没|好|行|最|更|才|只|先|后|前|人|户|个|家|块|元|东西|事"
    r"|依据|法律|条件|流程|电话|最终|最后|分管|活儿?|准备|公示|审批|批准?|开始|时候|本人|进度|名字|变更|到期|一[份级条张]|[份张条级第排号天由定找带打卡查贴成]"
)
"""Words that bring in nothing new: pronouns, kin, time, and the words of asking itself."""


def brings_another_matter(ask: Ask, reading: Reading, context: TurnContext) -> bool:
    """光伏电站谁负责: it names something, though nothing registered; the last matter is not meant."""
    text = reading.text
    for said in (*(fact.said for fact in reading.facts), *context.corpus.areas):
        text = text.replace(said, "")
    part = next((part for part in _PARTS.split(text) if ask.said and ask.said in part), "")
    left = _BACK_TO_IT.sub("", part)
    return len(re.sub(r"[^\u4e00-\u9fff]", "", left)) >= NEW_WORDS


NEW_WORDS = 2


def _of_that_list(ask: Ask, past: PastAsk) -> Ask:
    """市水务局在这张名单里没有: asked of the measure answered last, if one was."""
    if past.intent != "responsibility" or ask.topics or ask.clauses or not (past.topics or past.clauses):
        return ask
    return ask.model_copy(update={"intent": "responsibility", "topics": past.topics, "clauses": past.clauses})


def refers_back(reading: Reading) -> bool:
    """A short message that asks about the last answer with a pronoun and nothing else."""
    text = reading.text.strip()
    return (
        not (reading.facts or reading.doubts or reading.empty or reading.danger or reading.refusal)
        and len(text) <= 20
        and text.startswith(BACK)
    )
