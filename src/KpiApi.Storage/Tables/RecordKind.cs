namespace KpiApi.Storage.Tables;

/// <summary>What a row is, as tombstones name it. The numbers are stored; they never change.</summary>
internal enum RecordKind : byte { Ticket, Event, Survey, Agent, Account, Shift, Cost, Setting }
