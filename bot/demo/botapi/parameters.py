"""The methods this local Telegram has and what each may be given, in the Bot API 10.0's own names and types.

A name with `!` is required. OBJECTS are the JSON objects that such parameters hold, as far as they are read here.
ELSEWHERE names what Telegram has and this server has not. A test compares all of it with a description of the Bot API.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Parameter:
    """One parameter of a method, or one field of an object; `type` as the documentation words it."""

    name: str
    type: str
    is_required: bool


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _table(*groups: str) -> dict[str, Parameter]:
    rows = [row.split(maxsplit=1) for group in groups for row in group.split(";")]
    return {name.rstrip("!"): Parameter(name.rstrip("!"), kind.strip(), name.endswith("!")) for name, kind in rows}


_CHAT = "chat_id! Integer or String"
_TO = (
    "business_connection_id String; chat_id! Integer or String; message_thread_id Integer; "
    "direct_messages_topic_id Integer"
)
_HOW = (
    "disable_notification Boolean; protect_content Boolean; allow_paid_broadcast Boolean; message_effect_id String; "
    "reply_parameters ReplyParameters"
)
_MARKUP = (
    "suggested_post_parameters SuggestedPostParameters; "
    "reply_markup InlineKeyboardMarkup or ReplyKeyboardMarkup or ReplyKeyboardRemove or ForceReply"
)
_WORDS = "text! String; parse_mode String; entities Array of MessageEntity; link_preview_options LinkPreviewOptions"
_CAPTION = "caption String; parse_mode String; caption_entities Array of MessageEntity"
_EDIT = (
    "business_connection_id String; chat_id Integer or String; message_id Integer; inline_message_id String; "
    "reply_markup InlineKeyboardMarkup"
)
_PIN = "business_connection_id String; chat_id! Integer or String"
_LANGUAGE = "language_code String"
_SCOPE = "scope BotCommandScope; language_code String"
_ALBUM = (
    "media! Array of InputMediaAudio or Array of InputMediaDocument or Array of InputMediaLivePhoto "
    "or Array of InputMediaPhoto or Array of InputMediaVideo"
)

METHODS: dict[str, dict[str, Parameter]] = {
    "getUpdates": _table("offset Integer; limit Integer; timeout Integer; allowed_updates Array of String"),
    "setWebhook": _table(
        "url! String; certificate InputFile; ip_address String; max_connections Integer",
        "allowed_updates Array of String; drop_pending_updates Boolean; secret_token String",
    ),
    "deleteWebhook": _table("drop_pending_updates Boolean"),
    "getWebhookInfo": {},
    "getMe": {},
    "logOut": {},
    "close": {},
    "sendMessage": _table(_TO, _WORDS, _HOW, _MARKUP),
    "sendDocument": _table(
        _TO,
        "document! InputFile or String; thumbnail InputFile or String",
        _CAPTION,
        "disable_content_type_detection Boolean",
        _HOW,
        _MARKUP,
    ),
    "sendPhoto": _table(
        _TO,
        "photo! InputFile or String",
        _CAPTION,
        "show_caption_above_media Boolean; has_spoiler Boolean",
        _HOW,
        _MARKUP,
    ),
    "sendVoice": _table(_TO, "voice! InputFile or String; duration Integer", _CAPTION, _HOW, _MARKUP),
    "sendMediaGroup": _table(_TO, _ALBUM, _HOW),
    "sendChatAction": _table(
        "business_connection_id String; chat_id! Integer or String; message_thread_id Integer; action! String"
    ),
    "editMessageText": _table(_EDIT, _WORDS),
    "editMessageCaption": _table(_EDIT, _CAPTION, "show_caption_above_media Boolean"),
    "editMessageReplyMarkup": _table(_EDIT),
    "deleteMessage": _table(_CHAT, "message_id! Integer"),
    "pinChatMessage": _table(_PIN, "message_id! Integer; disable_notification Boolean"),
    "unpinChatMessage": _table(_PIN, "message_id Integer"),
    "answerCallbackQuery": _table(
        "callback_query_id! String; text String; show_alert Boolean; url String; cache_time Integer"
    ),
    "getChat": _table(_CHAT),
    "getFile": _table("file_id! String"),
    "setMyCommands": _table("commands! Array of BotCommand", _SCOPE),
    "getMyCommands": _table(_SCOPE),
    "deleteMyCommands": _table(_SCOPE),
    "setMyName": _table("name String", _LANGUAGE),
    "getMyName": _table(_LANGUAGE),
    "setMyDescription": _table("description String", _LANGUAGE),
    "getMyDescription": _table(_LANGUAGE),
    "setMyShortDescription": _table("short_description String", _LANGUAGE),
    "getMyShortDescription": _table(_LANGUAGE),
    "setChatMenuButton": _table("chat_id Integer; menu_button MenuButton"),
    "getChatMenuButton": _table("chat_id Integer"),
}

OBJECTS: dict[str, dict[str, Parameter]] = {
    "InlineKeyboardMarkup": _table("inline_keyboard! Array of Array of InlineKeyboardButton"),
    "InlineKeyboardButton": _table(
        "text! String; icon_custom_emoji_id String; style String; url String; callback_data String; web_app WebAppInfo",
        "login_url LoginUrl; switch_inline_query String; switch_inline_query_current_chat String",
        "switch_inline_query_chosen_chat SwitchInlineQueryChosenChat; copy_text CopyTextButton",
        "callback_game CallbackGame; pay Boolean",
    ),
    "CopyTextButton": _table("text! String"),
    "WebAppInfo": _table("url! String"),
    "ForceReply": _table("force_reply! Boolean; input_field_placeholder String; selective Boolean"),
    "ReplyKeyboardRemove": _table("remove_keyboard! Boolean; selective Boolean"),
    "ReplyKeyboardMarkup": _table(
        "keyboard! Array of Array of KeyboardButton; is_persistent Boolean; resize_keyboard Boolean",
        "one_time_keyboard Boolean; input_field_placeholder String; selective Boolean",
    ),
    "KeyboardButton": _table(
        "text! String; icon_custom_emoji_id String; style String; request_users KeyboardButtonRequestUsers",
        "request_chat KeyboardButtonRequestChat; request_managed_bot KeyboardButtonRequestManagedBot",
        "request_contact Boolean; request_location Boolean; request_poll KeyboardButtonPollType; web_app WebAppInfo",
    ),
    "ReplyParameters": _table(
        "message_id! Integer; chat_id Integer or String; allow_sending_without_reply Boolean; quote String",
        "quote_parse_mode String; quote_entities Array of MessageEntity; quote_position Integer",
        "checklist_task_id Integer; poll_option_id String",
    ),
    "LinkPreviewOptions": _table(
        "is_disabled Boolean; url String; prefer_small_media Boolean; prefer_large_media Boolean",
        "show_above_text Boolean",
    ),
    "MessageEntity": _table(
        "type! String; offset! Integer; length! Integer; url String; user User; language String",
        "custom_emoji_id String; unix_time Integer; date_time_format String",
    ),
    "InputMediaDocument": _table(
        "type! String; media! String; thumbnail String", _CAPTION, "disable_content_type_detection Boolean"
    ),
    "InputMediaPhoto": _table(
        "type! String; media! String", _CAPTION, "show_caption_above_media Boolean; has_spoiler Boolean"
    ),
    "BotCommand": _table("command! String; description! String"),
    "BotCommandScope": _table("type! String; chat_id Integer or String; user_id Integer"),
    "MenuButton": _table("type! String; text String; web_app WebAppInfo"),
}

UPDATE_KINDS = _names(
    """
    message edited_message channel_post edited_channel_post business_connection business_message
    edited_business_message deleted_business_messages guest_message message_reaction message_reaction_count inline_query
    chosen_inline_result callback_query shipping_query pre_checkout_query purchased_paid_media poll poll_answer
    my_chat_member chat_member chat_join_request chat_boost removed_chat_boost managed_bot
    """
)

ELSEWHERE = _names(
    """
    addStickerToSet answerGuestQuery answerInlineQuery answerPreCheckoutQuery answerShippingQuery answerWebAppQuery
    approveChatJoinRequest approveSuggestedPost banChatMember banChatSenderChat closeForumTopic
    closeGeneralForumTopic convertGiftToStars copyMessage copyMessages createChatInviteLink
    createChatSubscriptionInviteLink createForumTopic createInvoiceLink createNewStickerSet declineChatJoinRequest
    declineSuggestedPost deleteAllMessageReactions deleteBusinessMessages deleteChatPhoto deleteChatStickerSet
    deleteForumTopic deleteMessageReaction deleteMessages deleteStickerFromSet deleteStickerSet deleteStory
    editChatInviteLink editChatSubscriptionInviteLink editForumTopic editGeneralForumTopic editMessageChecklist
    editMessageLiveLocation editMessageMedia editStory editUserStarSubscription exportChatInviteLink forwardMessage
    forwardMessages getAvailableGifts getBusinessAccountGifts getBusinessAccountStarBalance getBusinessConnection
    getChatAdministrators getChatGifts getChatMember getChatMemberCount getCustomEmojiStickers
    getForumTopicIconStickers getGameHighScores getManagedBotAccessSettings getManagedBotToken
    getMyDefaultAdministratorRights getMyStarBalance getStarTransactions getStickerSet getUserChatBoosts
    getUserGifts getUserPersonalChatMessages getUserProfileAudios getUserProfilePhotos giftPremiumSubscription
    hideGeneralForumTopic leaveChat postStory promoteChatMember readBusinessMessage refundStarPayment
    removeBusinessAccountProfilePhoto removeChatVerification removeMyProfilePhoto removeUserVerification
    reopenForumTopic reopenGeneralForumTopic replaceManagedBotToken replaceStickerInSet repostStory
    restrictChatMember revokeChatInviteLink savePreparedInlineMessage savePreparedKeyboardButton sendAnimation
    sendAudio sendChecklist sendContact sendDice sendGame sendGift sendInvoice sendLivePhoto sendLocation
    sendMessageDraft sendPaidMedia sendPoll sendSticker sendVenue sendVideo sendVideoNote setBusinessAccountBio
    setBusinessAccountGiftSettings setBusinessAccountName setBusinessAccountProfilePhoto setBusinessAccountUsername
    setChatAdministratorCustomTitle setChatDescription setChatMemberTag setChatPermissions setChatPhoto
    setChatStickerSet setChatTitle setCustomEmojiStickerSetThumbnail setGameScore setManagedBotAccessSettings
    setMessageReaction setMyDefaultAdministratorRights setMyProfilePhoto setPassportDataErrors setStickerEmojiList
    setStickerKeywords setStickerMaskPosition setStickerPositionInSet setStickerSetThumbnail setStickerSetTitle
    setUserEmojiStatus stopMessageLiveLocation stopPoll transferBusinessAccountStars transferGift unbanChatMember
    unbanChatSenderChat unhideGeneralForumTopic unpinAllChatMessages unpinAllForumTopicMessages
    unpinAllGeneralForumTopicMessages upgradeGift uploadStickerFile verifyChat verifyUser
    """
)
