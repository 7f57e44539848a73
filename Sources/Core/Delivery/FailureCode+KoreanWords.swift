extension FailureCode {
    /// The words in Korean.
    package var koreanWords: FailureWords {
        switch self {
        case .outsideWindow:
            FailureWords(
                title: "답장 가능 시간이 지났습니다",
                detail: "이 채널에서는 고객의 마지막 메시지 이후 정해진 시간 동안만 자유롭게 답장할 수 있으며, 그 시간이 이미 지났습니다.",
                nextStep: "승인된 템플릿을 보내거나 고객이 다시 메시지를 보낼 때까지 기다려 주세요.")
        case .templateRequired:
            FailureWords(
                title: "지금은 템플릿만 보낼 수 있습니다", detail: "채널 제공사가 현재 이 고객에게는 승인된 템플릿만 허용합니다.",
                nextStep: "승인된 템플릿을 보내 주세요.")
        case .templateNotFound:
            FailureWords(
                title: "템플릿을 찾을 수 없습니다", detail: "이 이름과 언어로 등록된 템플릿이 채널 제공사에 없습니다.",
                nextStep: "템플릿 이름과 언어를 확인하거나 템플릿을 다시 동기화해 주세요.")
        case .templateNotApproved:
            FailureWords(
                title: "사용할 수 없는 템플릿입니다", detail: "템플릿이 아직 승인되지 않았거나 일시 중지 또는 비활성화된 상태입니다.",
                nextStep: "다른 템플릿을 사용하거나 관리자에게 문의해 주세요.")
        case .templateParameters:
            FailureWords(
                title: "템플릿 값이 맞지 않습니다", detail: "입력한 값의 개수나 형식이 템플릿의 입력란과 다릅니다.",
                nextStep: "값을 수정한 뒤 다시 보내 주세요.")
        case .recipientUnreachable:
            FailureWords(
                title: "이 채널로는 고객에게 연락할 수 없습니다",
                detail: "채널 제공사가 메시지를 전달하지 못했습니다. 고객이 이 채널을 사용하지 않거나 앱이 오래된 버전일 수 있습니다.",
                nextStep: "다른 채널로 연락해 주세요.")
        case .recipientBlocked:
            FailureWords(
                title: "차단된 고객입니다", detail: "고객이 이 계정을 차단했거나 이 계정에서 고객을 차단했습니다.", nextStep: "다른 채널을 이용해 주세요.")
        case .recipientOptedOut:
            FailureWords(
                title: "고객이 수신을 거부했습니다", detail: "고객이 이런 종류의 메시지를 받지 않겠다고 했습니다.",
                nextStep: "다시 보내지 말고 고객이 문의한 내용에만 답해 주세요.")
        case .recipientNotOptedIn:
            FailureWords(
                title: "고객의 수신 동의가 없습니다", detail: "이런 종류의 메시지를 보내려면 고객의 동의가 필요하지만 동의 기록이 없습니다.",
                nextStep: "먼저 동의를 받아 기록해 주세요.")
        case .recipientInvalid:
            FailureWords(
                title: "받는 사람 주소가 올바르지 않습니다", detail: "채널 제공사가 고객의 전화번호 또는 아이디를 인식하지 못합니다.",
                nextStep: "전화번호 또는 아이디를 확인해 주세요.")
        case .contentUnsupported:
            FailureWords(
                title: "이 채널에서 보낼 수 없는 메시지입니다", detail: "메시지의 종류 또는 메시지에 담긴 일부 내용을 이 채널에서 지원하지 않습니다.",
                nextStep: "다른 형식으로 작성해 주세요.")
        case .contentTooLong:
            FailureWords(
                title: "메시지가 너무 깁니다", detail: "본문, 제목 또는 목록이 이 채널에서 허용하는 길이를 넘었습니다.",
                nextStep: "내용을 줄인 뒤 다시 보내 주세요.")
        case .mediaUnsupported:
            FailureWords(
                title: "지원하지 않는 파일 형식입니다", detail: "이 채널에서는 이 형식의 파일을 보낼 수 없습니다.",
                nextStep: "파일 형식을 변환하거나 링크로 보내 주세요.")
        case .mediaTooLarge:
            FailureWords(
                title: "파일이 너무 큽니다", detail: "파일 크기가 이 채널에서 허용하는 한도를 넘었습니다.",
                nextStep: "더 작은 파일이나 링크로 보내 주세요.")
        case .mediaUnavailable:
            FailureWords(
                title: "파일을 가져올 수 없습니다", detail: "파일 주소가 응답하지 않거나 파일이 더 이상 존재하지 않습니다.",
                nextStep: "파일 주소를 확인한 뒤 다시 보내 주세요.")
        case .rateLimited:
            FailureWords(
                title: "메시지를 너무 많이 보냈습니다", detail: "채널 제공사의 전송 속도 제한이 메시지의 대기 가능 시간보다 길게 이어졌습니다.",
                nextStep: "잠시 후 다시 보내 주세요.")
        case .providerUnavailable:
            FailureWords(
                title: "채널 제공사가 응답하지 않습니다", detail: "메시지의 유효 시간이 끝날 때까지 채널 제공사에 연결할 수 없거나 오류가 계속되었습니다.",
                nextStep: "나중에 다시 보내 주세요.")
        case .providerRejected:
            FailureWords(
                title: "채널 제공사가 메시지를 거부했습니다", detail: "채널 제공사가 이 요청을 그대로는 받아들이지 않습니다.",
                nextStep: "관리자가 제공사의 오류 내용을 확인해야 합니다.")
        case .credentialsInvalid:
            FailureWords(
                title: "채널 인증 정보가 유효하지 않습니다", detail: "채널 제공사가 이 채널의 액세스 토큰 또는 키를 인정하지 않습니다.",
                nextStep: "관리자가 채널의 인증 정보를 갱신해야 합니다.")
        case .accountRestricted:
            FailureWords(
                title: "비즈니스 계정이 제한되었습니다", detail: "채널 제공사가 비즈니스 계정을 잠그거나 제한했거나 아직 활성화하지 않았습니다.",
                nextStep: "관리자가 채널 제공사와 해결해야 합니다.")
        case .unknownOutcome:
            FailureWords(
                title: "메시지 도착 여부를 알 수 없습니다", detail: "메시지를 넘긴 뒤 연결이 끊어졌고 도착 확인을 받지 못했습니다.",
                nextStep: "고객에게 확인하거나, 두 번 도착할 수 있음을 감안하고 다시 보내 주세요.")
        case .expired:
            FailureWords(
                title: "메시지의 유효 시간이 지났습니다", detail: "정해진 시간 안에 메시지를 보내지 못했습니다.",
                nextStep: "지금도 필요한 내용인지 확인한 뒤 다시 보내 주세요.")
        case .cancelled:
            FailureWords(title: "메시지가 취소되었습니다", detail: "메시지를 보내기 전에 누군가 취소했습니다.", nextStep: "추가 조치가 필요하지 않습니다.")
        case .uncategorizedError:
            FailureWords(
                title: "알 수 없는 오류가 발생했습니다", detail: "채널 제공사가 목록에 없는 이유로 메시지를 거부했습니다.",
                nextStep: "관리자가 제공사의 오류 내용을 확인해야 합니다.")
        }
    }
}
