#include "tests/peers/firstfailure.h"

#include <QDateTime>
#include <QNetworkReply>

#include <algorithm>
#include <chrono>

namespace checkwatch::watched {

FirstFailure::FirstFailure(const QString& address, QByteArray series)
    : m_request(QUrl(QStringLiteral("http://%1/metrics?scope=server").arg(address))), m_series(std::move(series))
{
    connect(&m_timer, &QTimer::timeout, this, &FirstFailure::ask);
    m_timer.start(std::chrono::milliseconds{500});
}

void FirstFailure::ask()
{
    QNetworkReply* reply = m_manager.get(m_request);
    connect(reply, &QNetworkReply::finished, this, [this, reply, sent = QDateTime::currentMSecsSinceEpoch()] {
        reply->deleteLater();
        const QByteArray body = reply->readAll();
        const qsizetype at = body.indexOf(m_series);
        if (at < 0 || m_notAfter != 0) {
            return;
        }
        const QByteArray value = body.mid(at + m_series.size(), 16).split('\n').first().trimmed();
        if (value.toDouble() > 0) {
            m_notAfter = QDateTime::currentMSecsSinceEpoch();
            m_timer.stop();
        } else {
            m_notBefore = std::max(m_notBefore, sent);
        }
    });
}

} // namespace checkwatch::watched
