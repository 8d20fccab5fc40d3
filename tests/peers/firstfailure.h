#pragma once

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QTimer>

namespace checkwatch::watched {

/// Asks an exporter twice a second when a server's first check failed. States cannot tell it: at five seconds a scrape
/// easily misses the two that a server spends in UP_GOING_DOWN.
class FirstFailure : public QObject
{
    Q_OBJECT

public:
    /// `series`: what stands in the exposition before the number of failed checks.
    FirstFailure(const QString& address, QByteArray series);

    /// When the last request was sent that brought none; Unix ms.
    [[nodiscard]] qint64 notBefore() const { return m_notBefore; }
    /// When the first answer came that had one; 0 until then.
    [[nodiscard]] qint64 notAfter() const { return m_notAfter; }

private:
    void ask();

    QNetworkRequest m_request;
    QByteArray m_series;
    QNetworkAccessManager m_manager;
    QTimer m_timer;
    qint64 m_notBefore = 0;
    qint64 m_notAfter = 0;
};

} // namespace checkwatch::watched
