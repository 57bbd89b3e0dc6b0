using KpiApi.Storage.Tables;

namespace KpiApi.Storage.Databases;

/// <summary>Answers questions in SQL.</summary>
internal interface IRowSource
{
    /// <summary>Every row of an answer, as the transaction sees it, if there is one.</summary>
    /// <param name="read">Makes something of a row.</param>
    /// <param name="values">Of the parameters @p1 and on: texts and whole numbers.</param>
    List<T> Query<T>(string sql, Func<StoreRow, T> read, params object[] values);
}
