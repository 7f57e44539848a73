// Every text that the widget shows, by language. A web integration may replace any of them by key.
const TEXTS = {
  en: {
    open: "Open chat", openUnread: (n) => (n === 1 ? "Open chat, 1 new message" : `Open chat, ${n} new messages`),
    close: "Close chat", menu: "More options", title: "Chat", you: "You", business: "Support", bot: "Automatic reply",
    placeholder: "Write a message…", message: "Message", send: "Send", attach: "Attach a file", emoji: "Choose an emoji",
    today: "Today", yesterday: "Yesterday", newMessages: "New messages", earlier: "Earlier messages", loading: "Loading…",
    sending: "Sending…", sent: "Sent", read: "Read", notSent: "Not sent.", retry: "Try again", discard: "Discard",
    typing: (name) => `${name} is typing…`, edited: "edited", unsent: "This message was withdrawn.",
    offline: "No connection. Your messages are kept and will be sent.", reconnecting: "Connecting…",
    questions: "Common questions", startOver: "Start a new chat", ended: "This chat has ended.",
    endChat: "End chat", endAsk: "End this chat?", cancel: "Cancel", confirm: "End chat",
    signIn: "Please sign in to start a chat.", closedNow: "We are away at the moment.", backAt: (when) => `We are back ${when}.`,
    privacy: "Privacy policy", terms: "Terms", agree: "By writing to us you accept our",
    and: "and", name: "Name", email: "E-mail address", save: "Save", contactAsk: "How can we reach you?",
    contactSaved: "Thank you. We will write to you there if you leave.", required: "Please fill this in.", badEmail: "Please check the address.",
    rateAsk: "How did we do?", rateStar: (n) => (n === 1 ? "1 star of 5" : `${n} stars of 5`), rateComment: "Anything to add?", rateSend: "Send rating",
    rateThanks: "Thank you for your rating.", continueOn: (name) => `Continue on ${name}`,
    continueHow: (code) => `Open the link and send the text as it is. Your code is ${code}; it is good for half an hour.`, continueOpen: "Open the link",
    movedTo: (name) => `This chat goes on in ${name}.`, otherChannel: "another channel",
    tooLong: (n) => `The message is too long (at most ${n} characters).`, fileTooLarge: (size) => `The file is too large (at most ${size}).`, fileEmpty: "There is nothing in this file.", dropHere: "Drop files here",
    uploadOf: (name) => `Upload of ${name}`,
    fileType: "Files of this kind cannot be sent.", tooFast: "Too many messages at once. Please wait a moment.", failed: "That did not work. Please try again.",
    download: "Download", image: "Picture", location: "Location", choose: "Choose…", submit: "Send", file: "File",
    uploading: (percent) => `Uploading… ${percent} %`, quickReplies: "Suggested answers", received: (name, text) => `${name}: ${text}`,
  },
  ko: {
    open: "채팅 열기", openUnread: (n) => `채팅 열기, 새 메시지 ${n}개`,
    close: "채팅 닫기", menu: "더보기", title: "채팅", you: "나", business: "상담원", bot: "자동 응답",
    placeholder: "메시지를 입력하세요…", message: "메시지", send: "보내기", attach: "파일 첨부", emoji: "이모지 선택",
    today: "오늘", yesterday: "어제", newMessages: "새 메시지", earlier: "이전 메시지", loading: "불러오는 중…",
    sending: "보내는 중…", sent: "보냄", read: "읽음", notSent: "전송하지 못했습니다.", retry: "다시 시도", discard: "삭제",
    typing: (name) => `${name} 님이 입력 중…`, edited: "수정됨", unsent: "취소된 메시지입니다.",
    offline: "인터넷에 연결되어 있지 않습니다. 메시지는 보관했다가 전송합니다.", reconnecting: "연결 중…",
    questions: "자주 묻는 질문", startOver: "새 채팅 시작", ended: "채팅이 종료되었습니다.",
    endChat: "채팅 종료", endAsk: "채팅을 종료할까요?", cancel: "취소", confirm: "종료",
    signIn: "채팅을 시작하려면 로그인해 주세요.", closedNow: "지금은 상담 시간이 아닙니다.", backAt: (when) => `${when}에 다시 상담을 시작합니다.`,
    privacy: "개인정보 처리방침", terms: "이용약관", agree: "메시지를 보내면 다음에 동의하게 됩니다:",
    and: "및", name: "이름", email: "이메일 주소", save: "저장", contactAsk: "연락받으실 방법을 알려 주세요.",
    contactSaved: "감사합니다. 자리를 비우시면 이 주소로 연락드리겠습니다.", required: "필수 항목입니다.", badEmail: "이메일 주소를 확인해 주세요.",
    rateAsk: "상담은 어떠셨나요?", rateStar: (n) => `별점 5점 중 ${n}점`, rateComment: "남기고 싶은 말씀이 있나요?", rateSend: "평가 보내기",
    rateThanks: "평가해 주셔서 감사합니다.", continueOn: (name) => `${name}에서 계속하기`,
    continueHow: (code) => `링크를 열고 문구를 그대로 보내 주세요. 코드는 ${code}이며 30분 동안 유효합니다.`, continueOpen: "링크 열기",
    movedTo: (name) => `이 채팅은 ${name}에서 이어집니다.`, otherChannel: "다른 채널",
    tooLong: (n) => `메시지가 너무 깁니다(최대 ${n}자).`, fileTooLarge: (size) => `파일이 너무 큽니다(최대 ${size}).`, fileEmpty: "빈 파일입니다.", dropHere: "여기에 파일을 놓으세요",
    uploadOf: (name) => `${name} 올리기`,
    fileType: "보낼 수 없는 파일 형식입니다.", tooFast: "메시지를 너무 빠르게 보냈습니다. 잠시 후 다시 시도해 주세요.", failed: "처리하지 못했습니다. 다시 시도해 주세요.",
    download: "내려받기", image: "사진", location: "위치", choose: "선택…", submit: "보내기", file: "파일",
    uploading: (percent) => `올리는 중… ${percent}%`, quickReplies: "추천 답변", received: (name, text) => `${name}: ${text}`,
  },
};

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

/** The texts of a language (English where there are none), with an integration's own words in place of ours. */
function textsFor(locale, own) {
  const known = TEXTS[baseLanguage(locale)] ?? TEXTS.en;
  const result = { ...known };
  for (const [key, value] of Object.entries(own ?? {})) if (typeof result[key] === "string" && typeof value === "string") result[key] = value;
  return result;
}

function baseLanguage(locale) {
  return String(locale || "en").toLowerCase().split(/[-_]/)[0];
}
