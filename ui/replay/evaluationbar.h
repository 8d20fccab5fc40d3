#pragma once

#include <QElapsedTimer>
#include <QWidget>

#include <optional>

class QProgressBar;
class QToolButton;

namespace checkwatch::common {
class PlainLabel;
}

namespace checkwatch::replay {

/// How far the rules were evaluated over the recording, with a way to stop it; hidden while nothing is evaluated. GUI
/// thread.
class EvaluationBar : public QWidget
{
    Q_OBJECT

public:
    explicit EvaluationBar(QWidget* parent = nullptr);

    /// 0 to 1; shows itself, and goes at 1.
    void setShare(double share);
    /// Whether it has come as far as what is shown; true before.
    void setSettled(bool settled);
    /// How long the last one took that came to its end; nullopt before.
    [[nodiscard]] std::optional<double> seconds() const { return m_seconds; }

Q_SIGNALS:
    void finished();
    void cancelled();

private:
    void cancel();
    void finish();

    common::PlainLabel* m_words;
    QProgressBar* m_bar;
    QElapsedTimer m_since; ///< invalid while nothing is evaluated
    qint64 m_spentMs = 0;  ///< on this one, until it was stopped
    std::optional<double> m_seconds;
};

} // namespace checkwatch::replay
