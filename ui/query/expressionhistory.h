#pragma once

#include <QStringList>

namespace checkwatch::query {

/// Expressions that were run, newest first, each once; and where somebody is who steps through them.
class ExpressionHistory
{
public:
    static constexpr int atMost = 50;

    void add(const QString& expression);
    void set(const QStringList& expressions);
    [[nodiscard]] const QStringList& all() const { return m_all; }

    /// The one before (or after) the one that is shown; `current` is kept for the way back. Empty: there is none.
    QString older(const QString& current);
    QString newer();
    /// Somebody typed: stepping begins at the newest again.
    void leave() { m_at = -1; }

private:
    QStringList m_all;
    QString m_draft; ///< what stood there before the first step
    int m_at = -1;   ///< -1: not stepping
};

} // namespace checkwatch::query
